/** Where the schema of a kind comes from, and how the fabric's cluster has the kind, in words. Pure. */
import type { KindInCluster, KindView } from "~/api/types";

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
