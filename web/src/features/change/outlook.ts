/** Whether what a change is now would get to Git: what the server says of it, and no more. Pure. */
import type { ChangeView, DiffView } from "~/api/types";
import { count, list, number } from "~/lib/words";
import { problemsOf } from "./problems";
import { obstacle, wordsOf } from "./reason";

export interface Outlook {
  isRefused: boolean;
  /** The beginning of a sentence, and what in the checks says more. */
  words: string;
  found?: string;
}

interface Looked {
  /** What was checked last; nothing while it is checked. */
  diff: Pick<DiffView, "problems" | "conflicts" | "waits" | "not_possible"> | undefined;
  error: unknown;
}

/** Nothing where its state says it all, or nothing speaks against it. */
export function outlookOf(
  { state, drafts }: Pick<ChangeView, "state" | "drafts">,
  { diff, error }: Looked,
): Outlook | undefined {
  if ((state !== "open" && state !== "awaiting approval") || drafts.length === 0) return undefined;
  const against = diff ? againstIt(diff) : againstDrafts(drafts);
  if (against.length > 0) {
    const refused = { isRefused: true, words: "It would be refused:" };
    return diff ? { ...refused, found: list(against) } : { ...refused, words: `${refused.words} ${list(against)}` };
  }
  if (!diff) return { isRefused: false, words: error ? "It could not be checked" : "It is being checked …" };
  const impossible = diff.not_possible ?? 0;
  if (impossible === 0) return undefined;
  return { isRefused: false, words: "Not everything could be checked:", found: `${number(impossible)} not possible` };
}

/** Whether its drafts say by themselves that it would be refused: in lists, where nothing is checked. */
export function isRefused(change: Pick<ChangeView, "state" | "drafts">): boolean {
  return outlookOf(change, { diff: undefined, error: undefined })?.isRefused ?? false;
}

/** Conflicts that are met for the first time have no record yet. */
export function conflictsOf({
  conflicts,
  problems,
}: Pick<DiffView, "problems"> & { conflicts: readonly unknown[] }): number {
  return Math.max(conflicts.length, problems.filter(({ rule }) => rule === "conflict").length);
}

function againstIt(diff: NonNullable<Looked["diff"]>): string[] {
  const conflicts = conflictsOf(diff);
  const errors = problemsOf(diff).filter(({ severity }) => severity === "error").length;
  const held = obstacle(diff);
  return [
    ...(conflicts > 0 ? [`${count(conflicts, "conflict")} to decide`] : []),
    ...(errors > 0 ? [count(errors, "error")] : []),
    ...(held ? [wordsOf(held).what] : []),
  ];
}

/** What its drafts say by themselves, until the checks say it in full. */
function againstDrafts(drafts: ChangeView["drafts"]): string[] {
  const many = (wanted: string) => drafts.filter(({ state }) => state === wanted).length;
  const [conflicts, invalid] = [many("conflict"), many("invalid")];
  return [
    ...(conflicts > 0 ? [`${count(conflicts, "draft")} ${conflicts === 1 ? "is" : "are"} in conflict`] : []),
    ...(invalid > 0 ? [`${count(invalid, "draft")} ${invalid === 1 ? "breaks a rule" : "break rules"}`] : []),
  ];
}
