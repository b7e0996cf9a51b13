/** One sentence that tells how the open changes stand. Pure. */
import type { ChangeState, ChangeView } from "~/api/types";
import { count, list, number } from "~/lib/words";

/** States in which a person has to do something, the most urgent first. */
const URGENT: readonly ChangeState[] = [
  "conflicted",
  "invalid",
  "partly published",
  "rewritten upstream",
  "waiting",
  "awaiting approval",
];

export function sentenceOf(open: readonly Pick<ChangeView, "state">[], fabric: string | undefined): string {
  const where = fabric === undefined ? "" : ` in ${fabric}`;
  if (open.length === 0) return `No change is open${where}.`;
  const many = new Map<ChangeState, number>();
  for (const { state } of open) many.set(state, (many.get(state) ?? 0) + 1);
  const urgent = URGENT.flatMap((state) => (many.get(state) ? [`${number(many.get(state) ?? 0)} ${state}`] : []));
  const all = `${count(open.length, "open change")}${where}`;
  return urgent.length === 0 ? `${all}.` : `${all}: ${list(urgent)}.`;
}

/** How soon a state needs a person: the lower, the sooner. */
export function urgency(state: ChangeState): number {
  const at = URGENT.indexOf(state);
  return at < 0 ? URGENT.length : at;
}
