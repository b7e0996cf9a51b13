/** What a move of a fabric or a repository would do, in words. */
import type { FabricMove, Kin, MoveView } from "~/api/types";
import { count } from "~/lib/words";

const HISTORY: Record<Kin, string> = {
  continues: "goes on from what was read",
  diverged: "does not contain the commit that was read last",
  unrelated: "has no commit in common with what was read. Is it the right one?",
  absent: "does not exist there",
  unknown: "cannot be compared with what was read, if anything was",
};

/** How the branch there relates to what was read. */
export function historySentence({ branch, history }: FabricMove): string {
  return `Branch ${branch} ${HISTORY[history]}${HISTORY[history].endsWith("?") ? "" : "."}`;
}

/** What differs there and what becomes of drafts, a line each. */
export function moveLines({ report, drafts, reopened }: FabricMove): string[] {
  const lines: string[] = [];
  if (report) {
    const of = (what: string, names: readonly string[], all: number) => {
      if (all === 0) return;
      const shown = names.slice(0, 5).join(", ");
      lines.push(`${count(all, "resource")} ${what}: ${shown}${all > 5 ? ", …" : ""}`);
    };
    const counts = report.counts;
    of("added", report.added, counts?.added ?? report.added.length);
    of("changed", report.changed, counts?.changed ?? report.changed.length);
    of("gone", report.deleted, counts?.deleted ?? report.deleted.length);
    of("in another file", report.moved, counts?.moved ?? report.moved.length);
    of("commented out", report.commented_out, counts?.commented_out ?? report.commented_out.length);
    of("unreadable, last good text kept", report.unreadable, counts?.unreadable ?? report.unreadable.length);
    if (lines.length === 0) lines.push("No resource differs");
    if (report.conflicts_opened > 0) lines.push(`${count(report.conflicts_opened, "conflict")} with drafts`);
    lines.push(...report.alerts);
  }
  if (drafts > 0) lines.push(`${count(drafts, "draft")} kept`);
  if (reopened > 0) lines.push(`${count(reopened, "change")} waiting to be published: open again`);
  return lines;
}

/** Whether the move can be made as it was previewed. */
export function mayMove(view: MoveView): boolean {
  return !view.there && (view.same_remote || view.fabrics.every(({ obstacle }) => !obstacle));
}
