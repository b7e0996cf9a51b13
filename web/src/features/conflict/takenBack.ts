/** What became of decisions that were taken back. Pure. */
import { count } from "~/lib/words";

export interface Taken {
  open: number;
  /** About what is settled in Git since. */
  superseded: number;
  /** Why others were not. */
  refused: string[];
}

export function takenBackWords({ open, superseded, refused }: Taken): string {
  const told = [
    open > 0 && `${count(open, "conflict is", "conflicts are")} open again.`,
    superseded > 0 &&
      `${count(superseded, "conflict is", "conflicts are")} no longer there: Git settled what they were about.`,
    refused.length > 0 && `${count(refused.length, "decision stays", "decisions stay")}: ${refused[0]}`,
  ];
  return told.filter(Boolean).join(" ");
}
