/** In which cluster and namespaces a fabric lives: what was typed, and what of it can be saved. Pure. */
import type { ApplyMode, ClusterPlace, FabricClusterView, OnRefusal } from "~/api/types";
import { ANOTHER_APPLIES } from "~/features/drift/whoApplies";
import { list } from "~/lib/words";

/** Names with commas or spaces in between, each once. */
export function namespacesOf(typed: string): string[] {
  return [...new Set(typed.split(/[\s,]+/).filter(Boolean))];
}

/** Why these are no namespaces. */
export function namespacesProblem(typed: string): string | undefined {
  const names = namespacesOf(typed);
  if (names.length === 0) return "a namespace is needed";
  const wrong = names.filter((name) => !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name));
  if (wrong.length === 0) return undefined;
  return `${list(wrong)} ${wrong.length === 1 ? "is no name" : "are no names"} of a namespace: lower case, digits and -, 63 at most`;
}

export type Saving =
  | { kind: "same" }
  /** Into a cluster from none, or other namespaces of the same. */
  | { kind: "set"; place: ClusterPlace }
  /** What was seen in the one before is forgotten. */
  | { kind: "move"; place: ClusterPlace; from: string }
  | { kind: "clear"; from: string };

/** Who brings Git's resources into the cluster; where Hedgerow does, whether it deletes what Git no longer has, and what
 * becomes of what the cluster refuses. */
export interface Applying {
  apply: ApplyMode;
  prune: boolean;
  refused: OnRefusal;
}

const OBSERVING: Applying = { apply: "observe", prune: false, refused: "hold" };

/** As it is in a cluster; in another one, Hedgerow only looks until it is told otherwise. */
export function applyingIn(now: FabricClusterView | null | undefined, cluster: string): Applying {
  if (!now || now.cluster !== cluster) return OBSERVING;
  const { apply, prune, refused = "hold" } = now;
  return apply === "direct" ? { apply, prune, refused } : { ...OBSERVING, apply };
}

/** Who applies, as a sentence. */
export function applyingWords({ apply, prune, refused }: Applying): string {
  if (apply === "observe") return ANOTHER_APPLIES;
  const said = prune
    ? "Hedgerow applies what Git changes, and deletes in the cluster what Git no longer has."
    : "Hedgerow applies what Git changes, and deletes nothing in the cluster.";
  return refused === "undo" ? `${said} What the cluster refuses is taken back in Git.` : said;
}

/** What saving would do; an empty cluster stands for none. */
export function savingOf(
  now: FabricClusterView | null | undefined,
  cluster: string,
  typed: string,
  wanted: Applying,
): Saving {
  if (cluster === "") return now ? { kind: "clear", from: now.cluster } : { kind: "same" };
  const applying = wanted.apply === "direct" ? wanted : { ...OBSERVING, apply: wanted.apply };
  const place = { cluster, namespaces: namespacesOf(typed), ...applying };
  if (!now) return { kind: "set", place };
  if (now.cluster !== cluster) return { kind: "move", place, from: now.cluster };
  const was = applyingIn(now, cluster);
  const isSame =
    [...now.namespaces].sort().join() === [...place.namespaces].sort().join() &&
    was.apply === place.apply &&
    was.prune === place.prune &&
    was.refused === place.refused;
  return isSame ? { kind: "same" } : { kind: "set", place };
}
