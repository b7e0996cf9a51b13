/** What a fabric's resources can be filtered by. */
import type { ResourceView } from "~/api/types";
import { standOf } from "~/components/lamps/cluster";
import type { FilterSpec } from "~/lib/filter/compile";

export const RESOURCE_FILTER: FilterSpec<ResourceView> = {
  keys: [
    { key: "kind", label: "kind of resource", of: (row) => row.kind },
    { key: "state", label: "how it is", of: (row) => row.state },
    {
      key: "cluster",
      label: "how it stands in its cluster",
      of: (row) => (row.cluster ? standOf(row.cluster) : undefined),
    },
    { key: "name", label: "its name", of: (row) => row.name, match: "part" },
    { key: "namespace", label: "its namespace", of: (row) => row.namespace },
    { key: "change", label: "the change that edits it", of: (row) => row.change ?? undefined, match: "part" },
    { key: "path", label: "its file", of: (row) => row.path ?? undefined, match: "part" },
    { key: "group", label: "its API group", of: (row) => row.group, match: "part" },
    { key: "validity", label: "whether it matches its schema", of: (row) => row.validity },
    { key: "by", label: "who changed it last", of: (row) => row.changed?.by, match: "part" },
  ],
  text: (row) =>
    [row.kind, row.name, row.namespace, row.path, row.change, ...(row.facts ?? []).map((fact) => fact.value)].join(" "),
  others: (row) => row.facts,
};

/** The facts of a resource in one line. */
export function factsLine(row: ResourceView): string {
  return (row.facts ?? []).map(({ name, value }) => `${name} ${value}`).join(" · ");
}
