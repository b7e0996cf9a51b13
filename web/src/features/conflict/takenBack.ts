/** What became of decisions that were taken back. Pure. */
import { count } from "~/lib/words";

export interface Taken {
  open: number;
  /** About what is settled in Git since. */
  superseded: number;
  /** Why others were not. */
  refused: string[];
}

/** `drafts` of them had made a draft. */
export function takenBackWords({ open, superseded, refused }: Taken, drafts = 0): string {
  const told = [
    open > 0 && `${count(open, "conflict is", "conflicts are")} open again.`,
    superseded > 0 &&
      `${count(superseded, "conflict is", "conflicts are")} no longer there: Git settled what they were about.`,
    open + superseded > 0 &&
      drafts > 0 &&
      `What Git was to take is still ${drafts === 1 ? "a draft" : "in drafts"}: discard it in its change where it is no longer wanted.`,
    refused.length > 0 && `${count(refused.length, "decision stays", "decisions stay")}: ${refused[0]}`,
  ];
  return told.filter(Boolean).join(" ");
}
