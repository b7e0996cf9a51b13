/**
 * Why a change waits or was refused, as a page words it. The one place that reads such a text: the server has no other form for
 * it yet. Pure.
 */
import type { ChangeView, DiffView, FindingView } from "~/api/types";

/** What a reason says to somebody at a command line (crates/sync/src/stack.rs). */
const COMMAND_LINE = /; publish it again with --confirm-deletions.*$/;

/** A reason without what belongs to the command line. */
export function reasonWords(reason: string | null | undefined): string | undefined {
  return reason?.replace(COMMAND_LINE, "") || undefined;
}

/** What the large-deletion rule of publishing says, where it holds a change back. */
export function largeDeletion(
  change: Pick<ChangeView, "reason">,
  diff: Pick<DiffView, "problems"> | undefined,
): string | undefined {
  const said = diff ? diff.problems.find(isLargeDeletion)?.message : change.reason;
  return said && COMMAND_LINE.test(said) ? reasonWords(said) : undefined;
}

/** Whether a finding of a preview is that rule's. */
export function isLargeDeletion({ rule, message }: FindingView): boolean {
  return rule === "waiting" && COMMAND_LINE.test(message);
}
