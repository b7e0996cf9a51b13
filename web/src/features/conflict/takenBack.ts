/** What became of decisions that were taken back. Pure. */
import type { ConflictView } from "~/api/types";
import { count } from "~/lib/words";

/** A decision that can be taken back. */
export interface Decision {
  /** The conflict's number. */
  id: number;
  /** Git takes another value by it, in a draft that stays when the decision is taken back. */
  madeDraft: boolean;
}

export interface Taken {
  /** Those of which the conflict is open again. */
  open: readonly Decision[];
  /** How many were about what is settled in Git since. */
  superseded: number;
  /** Why others were not. */
  refused: readonly string[];
}

/** Takes decisions back, one after the other: `reopen` gives the state that the conflict has then. */
export async function takeBack(
  decisions: readonly Decision[],
  reopen: (id: number) => Promise<Pick<ConflictView, "state">>,
): Promise<Taken> {
  const open: Decision[] = [];
  const refused: string[] = [];
  let superseded = 0;
  for (const decision of decisions) {
    try {
      const { state } = await reopen(decision.id);
      if (state === "superseded") superseded += 1;
      else open.push(decision);
    } catch (error) {
      refused.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { open, superseded, refused };
}

export function takenBackWords({ open, superseded, refused }: Taken): string {
  const drafts = open.filter((decision) => decision.madeDraft).length;
  const told = [
    open.length > 0 && `${count(open.length, "conflict is", "conflicts are")} open again.`,
    superseded > 0 &&
      `${count(superseded, "conflict is", "conflicts are")} no longer there: Git settled what they were about.`,
    drafts > 0 &&
      `What Git was to take is still ${drafts === 1 ? "a draft" : "in drafts"}: discard it in its change where it is no longer wanted.`,
    refused.length > 0 && `${count(refused.length, "decision stays", "decisions stay")}: ${refused[0]}`,
  ];
  return told.filter(Boolean).join(" ");
}
