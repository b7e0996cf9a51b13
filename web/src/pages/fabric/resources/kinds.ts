/** The kinds of a fabric's resources, with how many there are and the worst state among them. Pure. */
import type { ResourceState, ResourceView } from "~/api/types";
import { severity } from "~/components/lamps/lamps";

export interface KindRow {
  kind: string;
  group: string;
  many: number;
  worst: ResourceState;
}

/** By name; two groups may share a kind. */
export function kindsOf(resources: readonly ResourceView[]): KindRow[] {
  const found = new Map<string, KindRow>();
  for (const { kind, group, state } of resources) {
    const id = `${kind}.${group}`;
    const row = found.get(id);
    if (!row) found.set(id, { kind, group, many: 1, worst: state });
    else {
      row.many += 1;
      if (severity(state) > severity(row.worst)) row.worst = state;
    }
  }
  return [...found.values()].sort((a, b) => a.kind.localeCompare(b.kind) || a.group.localeCompare(b.group));
}
