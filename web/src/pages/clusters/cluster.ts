/** What is to be said of clusters. Pure. */
import type { ClusterView, HeldView } from "~/api/types";
import type { FilterSpec } from "~/lib/filter/compile";
import { count, list, number } from "~/lib/words";

export function clustersSentence(clusters: readonly ClusterView[]): string {
  if (clusters.length === 0) return "No cluster is added.";
  const bad = clusters.filter(({ state }) => state === "failed" || state === "unreadable");
  const untested = clusters.filter(({ state }) => state === "untested").length;
  const fine =
    untested === 0 ? (clusters.length === 1 ? "it answers" : "all answer") : `${number(untested)} not asked yet`;
  const words =
    bad.length > 0 ? `${list(bad.map(({ name }) => name))} ${bad.length === 1 ? "has" : "have"} a problem` : fine;
  return `${count(clusters.length, "cluster")}: ${words}.`;
}

const LOGINS: Record<string, string> = {
  token: "a token",
  certificate: "a client certificate",
  exec: "what a program of the server's machine gives",
  "service-account": "the service account of this server's pod",
};

/** `asked with a token`. */
export function loginWords({ login }: Pick<ClusterView, "login">): string {
  return `asked with ${LOGINS[login] ?? login}`;
}

/** The same as long as a cluster is reached in the same way: what a test found then still holds. */
export function wayOf({ server, login, rotated_at }: ClusterView): string {
  return JSON.stringify([server, login, rotated_at]);
}

export interface HeldWords {
  tone: "sync" | "drift" | "conflict";
  words: string;
}

/** What the login may do for a fabric in one namespace, in a sentence. */
export function heldWords({ held, missing, missing_to_apply, incomplete }: HeldView): HeldWords {
  const maybe = incomplete ? " The cluster did not tell all that it allows." : "";
  if (missing.length > 0) {
    return {
      tone: "conflict",
      words: `${count(missing.length, "permission")} missing to follow it, ${held} held.${maybe}`,
    };
  }
  if (missing_to_apply.length > 0) {
    const words = `It can be followed; to re-apply, ${count(missing_to_apply.length, "permission")} ${missing_to_apply.length === 1 ? "is" : "are"} missing.`;
    return { tone: "drift", words: words + maybe };
  }
  return { tone: "sync", words: `All ${held} permissions are held, to follow it and to re-apply.${maybe}` };
}

export const CLUSTER_FILTER: FilterSpec<ClusterView> = {
  keys: [
    { key: "fabric", label: "a fabric in it", of: ({ fabrics }) => fabrics },
    { key: "state", label: "how it is", of: ({ state }) => state },
    { key: "server", label: "its address", of: ({ server }) => server, match: "part" },
  ],
  text: ({ name, server, version, fabrics }) => [name, server, version, ...fabrics].join(" "),
};
