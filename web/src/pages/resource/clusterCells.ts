/**
 * What the cluster has of each field of a resource, beside what Git has. Pure. Where nothing was concluded, nothing is claimed: `as in
 * Git` stands only where both were seen to say the same.
 */
import type { DriftView, FieldDrift, InCluster } from "~/api/types";
import { holds } from "~/features/resource/setBy";
import { cellOf, type FieldRow, splitPath } from "./fieldRows";

export interface ClusterCell {
  /** `part`: what differs is above or below it. `nothing`: nothing is claimed. */
  kind: "value" | "none" | "same" | "part" | "nothing";
  text: string;
  isLong: boolean;
  /** What differs here, with who changed it. */
  field?: FieldDrift;
}

const of = (kind: ClusterCell["kind"], text = ""): ClusterCell => ({ kind, text, isLong: false });

export function clusterCell(row: FieldRow, cluster: InCluster, drift: DriftView | null | undefined): ClusterCell {
  const fields = drift?.fields ?? [];
  const field = fields.find(({ path }) => path === row.path);
  if (field) {
    const { kind, text, isLong } = cellOf(field.actual);
    return { kind: kind === "value" ? "value" : "none", text, isLong, field };
  }
  const other = fields.find(({ path }) => holds(path, row.path) || holds(row.path, path));
  if (other) return of("part", other.path);
  const { standing, unknown_since, problem } = cluster;
  if (!standing || unknown_since || problem) return of("nothing");
  if (standing === "missing") return of("none");
  if (standing === "extra" || standing === "deleting") return of("nothing");
  return row.git.kind === "none" ? of("none") : of("same", row.git.text);
}

/** Fields that differ and that neither Git nor a draft has a row for. */
export function onlyInCluster(rows: readonly FieldRow[], drift: DriftView | null | undefined): FieldRow[] {
  const known = new Set(rows.map(({ path }) => path));
  return (drift?.fields ?? [])
    .filter(({ path }) => !known.has(path))
    .map(({ path, desired }) => {
      const [parent, leaf] = splitPath(path);
      return { path, parent, leaf, state: "same", git: cellOf(desired), drafts: {}, base: cellOf(undefined) };
    });
}

/** All rows in one list, each new one behind the last that shares its parent. */
export function withClusterRows(rows: readonly FieldRow[], more: readonly FieldRow[]): FieldRow[] {
  const all = [...rows];
  for (const row of more) {
    const at = all.findLastIndex(({ path }) => row.parent !== "" && path.startsWith(row.parent));
    if (at < 0) all.push(row);
    else all.splice(at + 1, 0, row);
  }
  return all;
}
