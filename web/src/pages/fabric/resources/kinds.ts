/** The kinds of a fabric's resources, with how many there are and the worst state among them. Pure. */
import type { InCluster, ResourceState, ResourceView } from "~/api/types";
import { worstInCluster } from "~/components/lamps/cluster";
import { severity } from "~/components/lamps/lamps";

export interface KindRow {
  kind: string;
  group: string;
  many: number;
  worst: ResourceState;
  /** The worst way in which one of them stands in its cluster; nothing where they live in none. */
  cluster: InCluster | undefined;
}

/** By name; two groups may share a kind. */
export function kindsOf(resources: readonly ResourceView[]): KindRow[] {
  const found = new Map<string, KindRow>();
  for (const { kind, group, state, cluster } of resources) {
    const id = `${kind}.${group}`;
    const row = found.get(id);
    if (!row) found.set(id, { kind, group, many: 1, worst: state, cluster: worstInCluster([cluster]) });
    else {
      row.many += 1;
      row.cluster = worstInCluster([row.cluster, cluster]);
      if (severity(state) > severity(row.worst)) row.worst = state;
    }
  }
  return [...found.values()].sort((a, b) => a.kind.localeCompare(b.kind) || a.group.localeCompare(b.group));
}
