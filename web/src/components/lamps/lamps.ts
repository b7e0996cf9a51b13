/**
 * What the three lamps show: Git, Hedgerow, cluster. Pure; `Lamps.tsx` draws it. Every state differs from every other by shape, so
 * that colour is never the only sign.
 */
import type { ChangeState, FabricView, InCluster, ResourceState } from "~/api/types";
import { count } from "~/lib/words";
import { type ClusterSide, fabricInCluster, newInCluster, resourceInCluster } from "./cluster";
import { DOTTED, type Edge, FULL, HOLLOW, type Lamp, NOWHERE, PLAIN, type Tone } from "./shapes";

export type { Edge, Lamp, Tone } from "./shapes";

export interface LampsView {
  git: Lamp;
  gitEdge: Edge;
  hedgerow: Lamp;
  /** Left out where there is no cluster to speak of. */
  clusterSide?: Pick<ClusterSide, "edge" | "lamp">;
  /** The state in words: for people who do not see the glyph. */
  words: string;
}

function view(words: string, git: Lamp, gitEdge: Edge, hedgerow: Lamp): LampsView {
  return { words, git, gitEdge, hedgerow };
}

/** With the cluster's side, where there is one. */
function withCluster(lamps: LampsView, side: ClusterSide | undefined): LampsView {
  if (!side) return lamps;
  const { edge, lamp, words } = side;
  return { ...lamps, words: `${lamps.words}; cluster: ${words}`, clusterSide: { edge, lamp } };
}

/** The glyph of the product: everything agrees. */
export const BRAND: LampsView = {
  ...view("Hedgerow", FULL, PLAIN, FULL),
  clusterSide: { edge: PLAIN, lamp: FULL },
};

export function unknownLamps(words = "unknown"): LampsView {
  return view(words, HOLLOW, DOTTED, HOLLOW);
}

const PENCIL: Lamp = { shape: "pencil", tone: "draft" };

/** A resource, by its state in Git and drafts, and how it stands in its cluster; `isInGit`: Git has a text of it. */
export function resourceLamps(state: ResourceState, cluster?: InCluster | null, isInGit = true): LampsView {
  const lamps = ofState(state);
  const isNew = state === "draft" && !isInGit;
  const own = isNew ? { ...lamps, git: NOWHERE, words: "new, not in Git yet" } : lamps;
  const inCluster = isNew ? newInCluster : resourceInCluster;
  return withCluster(own, cluster ? inCluster(cluster) : undefined);
}

function ofState(state: ResourceState): LampsView {
  switch (state) {
    case "in sync":
      return view("in sync with Git", FULL, PLAIN, FULL);
    case "draft":
      return view("draft, not in Git yet", FULL, { shape: "left", tone: "draft" }, PENCIL);
    case "outdated":
      return view(
        "draft is outdated: Git changed since, both merge cleanly",
        { shape: "full", tone: "news" },
        { shape: "both", tone: "news" },
        PENCIL,
      );
    case "conflict":
      return view(
        "conflict between the draft and Git",
        { shape: "full", tone: "conflict" },
        { shape: "broken", tone: "conflict" },
        { shape: "full", tone: "conflict" },
      );
    case "invalid":
      return view("invalid in Git", { shape: "cross", tone: "conflict" }, PLAIN, FULL);
    case "duplicate":
      return view(
        "in two documents at once",
        { shape: "twice", tone: "conflict" },
        { shape: "broken", tone: "conflict" },
        { shape: "hollow", tone: "conflict" },
      );
    case "commented out":
      return view(
        "commented out",
        { shape: "dashed", tone: "aside" },
        { shape: "plain", tone: "aside" },
        {
          shape: "dashed",
          tone: "aside",
        },
      );
    case "unreadable":
      return view(
        "unreadable in Git, the last good text is kept",
        { shape: "cross", tone: "conflict" },
        { shape: "dotted", tone: "conflict" },
        FULL,
      );
    default:
      return unknownLamps(state);
  }
}

/** What is only known by its drift: Git's side says no more than whether Git has it. */
export function driftLamps(cluster: InCluster): LampsView {
  const isExtra = cluster.standing === "extra";
  const git = isExtra
    ? view("not in Git", NOWHERE, { shape: "plain", tone: "aside" }, NOWHERE)
    : view("in Git", FULL, PLAIN, FULL);
  return withCluster(git, resourceInCluster(cluster));
}

/** From best to worst, as the server orders them (crates/model/src/states.rs). */
const SEVERITY: readonly ResourceState[] = [
  "in sync",
  "commented out",
  "draft",
  "outdated",
  "invalid",
  "unreadable",
  "duplicate",
  "conflict",
];

/** The worst of some states; `in sync` when there are none. */
export function worst(states: Iterable<ResourceState>): ResourceState {
  let found = 0;
  for (const state of states) found = Math.max(found, SEVERITY.indexOf(state));
  return SEVERITY[found] ?? "in sync";
}

/** How bad a state is, for sorting. */
export function severity(state: ResourceState): number {
  return SEVERITY.indexOf(state);
}

type FabricFacts = Pick<
  FabricView,
  "state" | "sentence" | "drafts" | "conflicts" | "errors" | "problem" | "looked_at" | "cluster"
>;

/** A fabric: the worst that holds in it, and whether Git answers. */
export function fabricLamps(fabric: FabricFacts): LampsView {
  return withCluster(withoutCluster(fabric), fabric.cluster ? fabricInCluster(fabric.cluster) : undefined);
}

function withoutCluster(fabric: FabricFacts): LampsView {
  const stale = Boolean(fabric.problem);
  if (fabric.state === "never synced" || (fabric.state === "unknown" && !fabric.looked_at)) {
    return unknownLamps(fabric.state === "never synced" ? "never synced" : "unknown");
  }
  const lamps = withoutProblem(fabric);
  if (!stale) return lamps;
  return {
    ...lamps,
    words: `${lamps.words}; the remote is unreachable or refuses pushes: ${fabric.problem}`,
    git: { shape: "hollow", tone: lamps.git.tone === "sync" ? "drift" : lamps.git.tone },
    gitEdge: { ...lamps.gitEdge, isLocked: true },
  };
}

function withoutProblem(fabric: FabricFacts): LampsView {
  const drafts = count(fabric.drafts, "draft");
  if (fabric.conflicts > 0) {
    const words = count(fabric.conflicts, "conflict");
    return { ...resourceLamps("conflict"), words };
  }
  const git: Lamp = fabric.errors > 0 ? { shape: "cross", tone: "conflict" } : FULL;
  const errors = `${count(fabric.errors, "error")} in its files`;
  if (fabric.drafts > 0) {
    const words = fabric.errors > 0 ? `${drafts}, ${errors}` : drafts;
    return view(words, git, { shape: "left", tone: "draft" }, PENCIL);
  }
  if (fabric.errors > 0) return view(errors, git, PLAIN, FULL);
  // with a cluster, that may be what is not known
  return fabric.state === "unknown" && !fabric.cluster ? unknownLamps() : view("in sync with Git", git, PLAIN, FULL);
}

/** A change, by where it is on its way to Git; `isRefused`: what it is now would not get there. */
export function changeLamps(state: ChangeState, isRefused = false): LampsView {
  if (isRefused) return { ...changeLamps("invalid"), words: `${state}, would be refused` };
  const left = (tone: Tone): Edge => ({ shape: "left", tone });
  switch (state) {
    case "open":
    case "awaiting approval":
      return view(state, FULL, left("draft"), PENCIL);
    case "queued":
    case "publishing":
    case "proposed":
      return view(state, FULL, left("news"), { shape: "full", tone: "news" });
    case "waiting":
      return view(state, FULL, { ...left("drift"), isLocked: true }, { shape: "full", tone: "drift" });
    case "published":
      return view(state, FULL, PLAIN, FULL);
    case "conflicted":
      return { ...resourceLamps("conflict"), words: state };
    case "invalid":
      return view(state, FULL, { shape: "broken", tone: "conflict" }, { shape: "cross", tone: "conflict" });
    case "partly published":
    case "rewritten upstream":
      return view(state, { shape: "hollow", tone: "drift" }, left("drift"), { shape: "full", tone: "drift" });
    case "discarded":
      return view(state, FULL, { shape: "dotted", tone: "aside" }, { shape: "dashed", tone: "aside" });
    default:
      return unknownLamps(state);
  }
}
