/** Drift as lines for a spreadsheet: one for each field, or for the whole resource. Pure. */
import type { FieldDrift } from "~/api/types";
import { spokenName } from "~/features/resource/identity";
import { type CsvColumn, csvTime } from "~/lib/csv";
import { toYaml } from "~/lib/yaml/emit";
import { type DriftRow, type Group, movedWords, standsWords, timeOf } from "./rows";

export interface DriftLine {
  row: DriftRow;
  /** Nothing where all of the resource is on one side only. */
  field: FieldDrift | undefined;
}

export function driftLines(groups: readonly Group[]): DriftLine[] {
  return groups.flatMap(({ rows }) =>
    rows.flatMap((row): DriftLine[] =>
      row.drift.fields.length === 0 ? [{ row, field: undefined }] : row.drift.fields.map((field) => ({ row, field })),
    ),
  );
}

const value = (of: unknown) => (of === undefined || of === null ? undefined : toYaml(of));

export const DRIFT_CSV: CsvColumn<DriftLine>[] = [
  { header: "Fabric", cell: ({ row }) => row.fabric },
  { header: "Resource", cell: ({ row }) => spokenName(row.drift) },
  { header: "Stands", cell: ({ row }) => standsWords(row.drift) },
  { header: "Severity", cell: ({ row }) => row.drift.severity },
  { header: "Field", cell: ({ field }) => field?.path },
  { header: "Git", cell: ({ field }) => value(field?.desired) },
  { header: "Cluster", cell: ({ field }) => value(field?.actual) },
  { header: "Moved", cell: ({ row, field }) => movedWords((field ?? row.drift).moved) },
  { header: "Changed by", cell: ({ field }) => field?.manager?.name },
  { header: "When", cell: ({ field }) => csvTime(field && timeOf(field)) },
];
