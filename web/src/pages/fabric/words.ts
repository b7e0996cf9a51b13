/** What the large glyph of a fabric says in words, a few under each lamp. Pure. */
import type { FabricView } from "~/api/types";
import { count, shortCommit } from "~/lib/words";

export interface LampWords {
  title: string;
  /** The first line says how it is. */
  state: string;
}

export function gitWords(fabric: FabricView): LampWords {
  const title = "Git";
  if (fabric.problem) return { title, state: fabric.problem };
  if (!fabric.commit) return { title, state: "nothing was read yet" };
  return { title, state: `\`${fabric.branch}\` at \`${shortCommit(fabric.commit)}\`` };
}

export function hedgerowWords(fabric: FabricView): LampWords {
  const parts: string[] = [];
  if (fabric.resources_aside > 0) parts.push(`${fabric.resources_aside} commented out or unreadable`);
  if (fabric.drafts > 0) parts.push(count(fabric.drafts, "draft"));
  if (fabric.conflicts > 0) parts.push(count(fabric.conflicts, "conflict"));
  if (fabric.errors > 0) parts.push(count(fabric.errors, "error"));
  if (fabric.warnings > 0) parts.push(count(fabric.warnings, "warning"));
  return { title: "Hedgerow", state: parts.length === 0 ? "nothing is open" : parts.join(", ") };
}

export const CLUSTER_WORDS: LampWords = { title: "Cluster", state: "none is connected" };

/** What a sync did, in one line. */
export function syncWords(report: {
  nothing_new: boolean;
  added: string[];
  changed: string[];
  deleted: string[];
  moved: string[];
  normalised: string[];
  conflicts_opened: number;
}): string {
  if (report.nothing_new) return "Git has nothing new.";
  const parts = [
    [report.added.length, "added"],
    [report.changed.length, "changed"],
    [report.deleted.length, "deleted"],
    [report.moved.length, "moved"],
    [report.normalised.length, "filed from raw/"],
  ] as const;
  const told = parts.filter(([many]) => many > 0).map(([many, what]) => `${many} ${what}`);
  if (report.conflicts_opened > 0) told.push(`${count(report.conflicts_opened, "conflict")} opened`);
  return told.length === 0 ? "Read; no resource changed." : `Read: ${told.join(", ")}.`;
}
