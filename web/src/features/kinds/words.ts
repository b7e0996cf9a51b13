/** Where the schema of a kind comes from, and how the fabric's cluster has the kind, in words. Pure. */
import type { KindInCluster, KindView } from "~/api/types";
import { groupBy } from "~/lib/group";
import { count, list, number } from "~/lib/words";

const OWN: Record<KindView["origin"], string> = {
  none: "none",
  "built-in": "built in",
  given: "as the fabric was given it",
  cluster: "",
};

type Known = Pick<KindView, "origin" | "in_cluster">;

/** Where the schema of a kind comes from. */
export function schemaWords({ origin, in_cluster }: Known): string {
  const own = OWN[origin];
  if (!in_cluster) return own;
  const { cluster, definition } = in_cluster;
  switch (definition) {
    case "used":
      return `as cluster ${cluster} has it`;
    case "not-understood":
      return `none: not understood in cluster ${cluster}`;
    case "untold":
      return `${own}; cluster ${cluster} does not tell it`;
    case "absent":
      return `${own}; not defined in cluster ${cluster}`;
  }
}

/** `v1alpha2 and v1beta1 served, v1beta1 stored`. */
export function servedWords({ versions, definition }: Pick<KindInCluster, "versions" | "definition">): string {
  if (definition === "absent") return "not served";
  const named = (is: (one: KindInCluster["versions"][number]) => boolean) =>
    versions
      .filter(is)
      .map(({ name }) => name)
      .join(" and ");
  const [served, stored] = [named((one) => one.served), named((one) => one.stored === true)];
  return [served ? `${served} served` : "not served", stored && `${stored} stored`].filter(Boolean).join(", ");
}

/** What else is to be said of a kind: versions that will go, and the note. */
export function notesOf({ versions, note }: Pick<KindInCluster, "versions" | "note">): string[] {
  const going = versions.flatMap(({ name, deprecated }) => (deprecated ? [`${name} ${deprecated}`] : []));
  return note ? [...going, note] : going;
}

/** All of a fabric's kinds in one line: how many, how many of them as a cluster has them, and how many of which there is something to note. */
export function kindsSentence(kinds: readonly (Known & { resources: number })[]): string {
  const used = kinds.filter(({ resources }) => resources > 0).length;
  const clusters = groupBy(
    kinds.filter(({ in_cluster }) => in_cluster?.definition === "used"),
    ({ in_cluster }) => in_cluster?.cluster,
  );
  const told = [...clusters].map(([cluster, own]) => `${number(own.length)} as cluster ${cluster} has them`);
  const noted = kinds.filter(({ in_cluster }) => in_cluster && notesOf(in_cluster).length > 0).length;
  const notes = noted > 0 ? `; ${number(noted)} with a note` : "";
  return `${count(kinds.length, "kind")}: ${list([`${number(used)} with resources`, ...told])}${notes}.`;
}
