/** What a move of a fabric or a repository would do, in words. Pure. */
import type { FabricMove, Kin, MoveView, SyncReport, UnderWay } from "~/api/types";
import { count } from "~/lib/words";

/** What can be moved. */
export type Movable = "fabric" | "repository";

const HISTORY: Record<Kin, string> = {
  continues: "contains the commit that was read last",
  diverged: "shares history with what was read, but does not contain the commit that was read last",
  unrelated: "shares no commit with what was read. Check that this is the right one",
  absent: "does not exist there",
  unknown: "cannot be compared: nothing was read yet, or the commit that was read last is not available",
};

/** How the branch there relates to what was read. */
export function historySentence({ branch, history }: FabricMove): string {
  return `Branch \`${branch}\` ${HISTORY[history]}.`;
}

/** Whether the history at the new place is one to be looked at twice. */
export function isDoubtful({ history }: FabricMove): boolean {
  return history === "diverged" || history === "unrelated";
}

/** Some of what differs: how many, and the first of them by name. */
export interface Difference {
  words: string;
  /** `KIND/NAME`; the server names 500 at most. */
  names: readonly string[];
  /** How many are not named. */
  more: number;
}

const DIFFERENCES = [
  ["added", "added"],
  ["changed", "changed"],
  ["deleted", "deleted"],
  ["moved", "in another file"],
  ["commented_out", "commented out"],
  ["unreadable", "unreadable there: the last good text is kept"],
] as const;

/** How the resources there differ from those that are known; empty where none does. */
export function differences(report: SyncReport): Difference[] {
  return DIFFERENCES.flatMap(([key, what]) => {
    const names = report[key];
    const many = report.counts?.[key] ?? names.length;
    return many === 0 ? [] : [{ words: `${count(many, "resource")} ${what}`, names, more: many - names.length }];
  });
}

/** What becomes of drafts and changes, a sentence each. */
export function keptSentences({ drafts, reopened, report }: FabricMove): string[] {
  const isOne = drafts === 1;
  const sentences = [
    drafts === 0
      ? "There are no drafts."
      : `${count(drafts, "draft")} ${isOne ? "is" : "are"} kept, ${isOne ? "with the text it is" : "each with the text it is"} based on.`,
  ];
  const outdated = report?.outdated.length ?? 0;
  const conflicts = report?.conflicts_opened ?? 0;
  if (outdated > 0) sentences.push(`${count(outdated, "draft")} of a resource that differs there.`);
  if (conflicts > 0) sentences.push(`${count(conflicts, "conflict")} to be resolved after the move.`);
  if (reopened > 0) {
    sentences.push(
      `${count(reopened, "change")} waiting to be published: ${reopened === 1 ? "it opens" : "they open"} again, to be published at the new place.`,
    );
  }
  return sentences;
}

/** What is wrong in the files there that was not known before. */
export function findingsSentence(report: SyncReport): string | undefined {
  const many = report.counts?.findings ?? report.findings.length;
  return many === 0 ? undefined : `${count(many, "new finding")} in the files there.`;
}

/**
 * Whether a repository only gets another URL or credential: nothing is read again. Between places in one repository, a fabric
 * moves all the same.
 */
export function isSameRemote(what: Movable, view: MoveView): boolean {
  return what === "repository" && view.same_remote;
}

/** What stops a move until it has ended. */
export function underWaySentence({ repository, branch, run }: UnderWay): string {
  const what = run ? `Run ${run}` : "A publish";
  return `${what} on branch \`${branch}\` of \`${repository}\` is in progress, or was interrupted and is not recovered yet.`;
}

/** Whether a run has to end first; the preview is then asked for again. */
export function isUnderWay({ under_way }: MoveView): boolean {
  return (under_way ?? []).length > 0;
}

/** Whether the move can be made as it was previewed. */
export function mayMove(what: Movable, view: MoveView): boolean {
  if (view.there || isUnderWay(view)) return false;
  return isSameRemote(what, view) || view.fabrics.every(({ obstacle }) => !obstacle);
}

/** What was done, in one line. */
export function movedSentence(name: string, view: MoveView): string {
  const drafts = view.fabrics.reduce((all, fabric) => all + fabric.drafts, 0);
  return `${name} has moved to ${view.to}${drafts > 0 ? `, with ${count(drafts, "draft")}` : ""}.`;
}
