/**
 * The right lamp and its edge: how something stands in its cluster. Pure. A lamp is filled only where that is known and fresh, and plain
 * only where both sides were seen to say the same.
 */
import type { DriftStanding, FabricClusterView, InCluster, Moved } from "~/api/types";
import { moment } from "~/lib/time";
import { count, number } from "~/lib/words";
import { DOTTED, type Edge, FULL, HOLLOW, type Lamp, NOWHERE, PLAIN, type Tone } from "./shapes";

export interface ClusterSide {
  edge: Edge;
  lamp: Lamp;
  /** How it is, as the end of a sentence. */
  words: string;
}

/** How a resource stands, from best to worst. */
export type Stand = "in sync" | "ignored" | "unknown" | "ahead" | "drifted" | "both";

const SEVERITY: readonly Stand[] = ["in sync", "ignored", "unknown", "ahead", "drifted", "both"];

export function standOf({ standing, moved, ignored, unknown_since, problem }: InCluster): Stand {
  if (!standing || unknown_since || problem) return "unknown";
  if (standing === "in-sync") return "in sync";
  if (ignored) return "ignored";
  if (moved === "git") return "ahead";
  return moved === "both" ? "both" : "drifted";
}

/** How bad it is, for sorting. */
export function clusterSeverity(cluster: InCluster | null | undefined): number {
  return cluster ? SEVERITY.indexOf(standOf(cluster)) : -1;
}

/** The worst of several; nothing where none lives in a cluster. */
export function worstInCluster(all: Iterable<InCluster | null | undefined>): InCluster | undefined {
  let worst: InCluster | undefined;
  for (const one of all) {
    if (one && clusterSeverity(one) > clusterSeverity(worst)) worst = one;
  }
  return worst;
}

/** Which way the news must go. */
function edgeOf(moved: Moved | null | undefined): Edge {
  switch (moved) {
    case "git":
      return { shape: "right", tone: "news" };
    case "cluster":
      return { shape: "left", tone: "drift" };
    case "both":
      return { shape: "broken", tone: "conflict" };
    default:
      return { shape: "both", tone: "drift" };
  }
}

const TONES: Record<Moved, Tone> = { git: "news", cluster: "drift", both: "conflict" };

function lampOf(standing: DriftStanding, moved: Moved | null | undefined): Lamp {
  const tone = moved ? TONES[moved] : "drift";
  // one that is not there has no lamp to fill
  if (standing === "missing") return { shape: "dashed", tone };
  if (standing === "deleting") return { shape: "cross", tone: "drift" };
  return moved === "git" ? { shape: "full", tone } : { shape: "wave", tone };
}

/** How a resource that is known stands, in words that follow its name. */
export function standingWords({ standing, moved }: Pick<InCluster, "standing" | "moved">): string {
  switch (standing) {
    case "in-sync":
      return "as in Git";
    case "missing":
      if (moved === "git") return "not there yet";
      return moved === "both" ? "gone, and Git changed since" : "gone";
    case "extra":
      return moved === "git" ? "still there, though Git took it away" : "only in the cluster";
    case "deleting":
      return "being deleted";
    case "differs":
      if (moved === "git") return "waits to be applied";
      return moved === "both" ? "changed there and in Git" : "drifted";
    default:
      return "nothing is concluded yet";
  }
}

/** `unknown since 10:02: it is not reached`; without a time where it was never known. */
export function unknownWords(since: number | null | undefined, problem: string | null | undefined): string {
  const when = since ? `unknown since ${moment(since)}` : "not known";
  return `${when}: ${problem ?? "it is being read"}`;
}

export function resourceInCluster(cluster: InCluster): ClusterSide {
  const { standing, moved, unknown_since, problem } = cluster;
  const known = standingWords(cluster);
  if (unknown_since || problem) {
    const last = standing ? `; it was ${known}` : "";
    return { edge: DOTTED, lamp: HOLLOW, words: unknownWords(unknown_since, problem) + last };
  }
  if (!standing) return { edge: DOTTED, lamp: HOLLOW, words: known };
  if (standing === "in-sync") return { edge: PLAIN, lamp: FULL, words: known };
  if (cluster.ignored) {
    return {
      edge: { shape: "plain", tone: "aside" },
      lamp: { shape: "wave", tone: "aside" },
      words: `${known}, ignored`,
    };
  }
  return { edge: edgeOf(moved), lamp: lampOf(standing, moved), words: known };
}

/**
 * A resource that Git does not have: where its kind is known in the cluster and nothing is told of it, it is
 * not there, or a controller made it for another object: those are not told.
 */
export function newInCluster(cluster: InCluster): ClusterSide {
  const { standing, seen_at, unknown_since, problem } = cluster;
  if (standing || !seen_at || unknown_since || problem) return resourceInCluster(cluster);
  return { edge: { shape: "plain", tone: "aside" }, lamp: NOWHERE, words: "not there, unless a controller made it" };
}

/** A fabric in its cluster: the worst that holds there. */
export function fabricInCluster(cluster: FabricClusterView): ClusterSide {
  const { known, drifted, ahead } = cluster;
  const words = fabricClusterWords(cluster);
  if (!known) return { edge: DOTTED, lamp: HOLLOW, words };
  if (drifted > 0) return { edge: edgeOf("cluster"), lamp: { shape: "wave", tone: "drift" }, words };
  if (ahead > 0) return { edge: edgeOf("git"), lamp: { shape: "full", tone: "news" }, words };
  return { edge: PLAIN, lamp: FULL, words };
}

/** `1 drifted, 2 not applied yet, 1 ignored`; why it is not known, where it is not, in whole or in part. */
export function fabricClusterWords(cluster: FabricClusterView): string {
  const { known, drifted, ahead, ignored, kinds, unknown_kinds, unknown_since, problem } = cluster;
  const told = [
    drifted > 0 && `${number(drifted)} drifted`,
    ahead > 0 && `${number(ahead)} not applied yet`,
    ignored > 0 && `${number(ignored)} ignored`,
  ]
    .filter(Boolean)
    .join(", ");
  if (known) return told || "as in Git";
  const why = unknownWords(unknown_since, problem);
  if (unknown_kinds > 0 && unknown_kinds < kinds)
    return [told, `${number(unknown_kinds)} of ${count(kinds, "kind")} ${why}`].filter(Boolean).join("; ");
  return told ? `${why}; ${told} when it was seen last` : why;
}
