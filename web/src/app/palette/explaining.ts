/** What the words for states mean, once one is typed. Pure. */
import { STATES, type StateOf, stateWord } from "~/components/state/words";
import { openHelp } from "~/lib/help";
import type { Entry } from "./entries";

/** How many words are explained: one may mean something else of another thing. */
const MOST = 3;

/** The states whose word begins with what was typed, each with what it means of what it is a state. */
export function explaining(typed: string): Entry[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted.length < 3) return [];
  const told = new Set<string>();
  const found: Entry[] = [];
  for (const of of Object.keys(STATES) as StateOf[]) {
    for (const state of Object.keys(STATES[of].words)) {
      const { word, means } = stateWord(of, state);
      if (!word.toLowerCase().startsWith(wanted) || told.has(word + means) || found.length === MOST) continue;
      told.add(word + means);
      found.push({
        id: `state:${of}:${state}`,
        icon: "info",
        label: `What “${word}” means`,
        detail: means,
        group: "Actions",
        run: () => openHelp("states", of),
      });
    }
  }
  return found;
}
