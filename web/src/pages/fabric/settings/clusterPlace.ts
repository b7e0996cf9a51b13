/** In which cluster and namespaces a fabric lives: what was typed, and what of it can be saved. Pure. */
import type { ClusterPlace, FabricClusterView } from "~/api/types";
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

/** What saving would do; an empty cluster stands for none. */
export function savingOf(now: FabricClusterView | null | undefined, cluster: string, typed: string): Saving {
  if (cluster === "") return now ? { kind: "clear", from: now.cluster } : { kind: "same" };
  const place = { cluster, namespaces: namespacesOf(typed) };
  if (!now) return { kind: "set", place };
  if (now.cluster !== cluster) return { kind: "move", place, from: now.cluster };
  const isSame = [...now.namespaces].sort().join() === [...place.namespaces].sort().join();
  return isSame ? { kind: "same" } : { kind: "set", place };
}
