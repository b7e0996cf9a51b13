/** What the large glyph of a fabric says in words, a few under each lamp. Pure. */
import type { FabricView } from "~/api/types";
import { fabricClusterWords } from "~/components/lamps/cluster";
import { count, number, shortCommit } from "~/lib/words";

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

export interface OpenThing {
  words: string;
  /** Where it can be seen. */
  href: string;
}

interface Counted {
  many: number;
  what: string;
  href: string;
}

const counted = (things: readonly Counted[]): OpenThing[] =>
  things.filter(({ many }) => many > 0).map(({ many, what, href }) => ({ words: count(many, what), href }));

/** What is wrong in Git's files: it belongs to Git's lamp, which is red for it. */
export function inFiles({ fabric, errors, warnings }: FabricView): OpenThing[] {
  const href = `/fabrics/${encodeURIComponent(fabric)}?tab=findings`;
  return counted([
    { many: errors, what: "error", href },
    { many: warnings, what: "warning", href },
  ]);
}

/** What is open in Hedgerow, each with the place that shows it. */
export function openThings(fabric: FabricView): OpenThing[] {
  const name = encodeURIComponent(fabric.fabric);
  const open = counted([
    { many: fabric.drafts, what: "draft", href: `/changes?fabric=${name}` },
    { many: fabric.conflicts, what: "conflict", href: `/conflicts?fabric=${name}` },
  ]);
  const file = fabric.policy_file;
  if (!file) return open;
  const words = file === "unreadable" ? "a policy in Git that is not understood" : "a policy in Git that waits";
  return [...open, { words, href: `/fabrics/${name}?tab=policy` }];
}

/** What is said under the cluster's lamp; nothing where the fabric lives in none. */
export function clusterWords({ cluster }: FabricView): LampWords | undefined {
  if (!cluster) return undefined;
  const by = cluster.apply === "direct" ? ", applied by Hedgerow" : "";
  return { title: `Cluster ${cluster.cluster}${by}`, state: fabricClusterWords(cluster) };
}

/** What a sync did, in one line. */
export function syncWords(report: {
  nothing_new: boolean;
  added: string[];
  changed: string[];
  deleted: string[];
  moved: string[];
  normalised: string[];
  conflicts_opened: number;
  policy_file?: boolean;
}): string {
  if (report.nothing_new) return "Git has nothing new.";
  const parts = [
    [report.added.length, "added"],
    [report.changed.length, "changed"],
    [report.deleted.length, "deleted"],
    [report.moved.length, "moved"],
    [report.normalised.length, "moved from raw/"],
  ] as const;
  const told = parts.filter(([many]) => many > 0).map(([many, what]) => `${number(many)} ${what}`);
  if (report.conflicts_opened > 0) told.push(`${count(report.conflicts_opened, "conflict")} opened`);
  if (report.policy_file) told.push("news of the repository's policy: see Policy");
  return told.length === 0 ? "Read; no resource changed." : `Read: ${told.join(", ")}.`;
}
