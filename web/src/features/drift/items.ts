/** The list as one column of heads and resources, so that only those in sight need be drawn. Pure. */
import type { DriftRow, Group, Part } from "./rows";

export type Item = { kind: "group"; group: Group } | { kind: "row"; row: DriftRow; part: Part };

/** The rows of a group that is folded are left out; its head stays. */
export function itemsOf(groups: readonly Group[], isFolded: (group: Group) => boolean): Item[] {
  return groups.flatMap((group): Item[] => {
    const head: Item = { kind: "group", group };
    if (isFolded(group)) return [head];
    return [head, ...group.rows.map((row): Item => ({ kind: "row", row, part: group.part }))];
  });
}

/** What selecting all selects: what is ignored only where it is seen. */
export function rowsToSelect(groups: readonly Group[], isFolded: (group: Group) => boolean): DriftRow[] {
  return groups.flatMap((group) => (group.part === "ignored" && isFolded(group) ? [] : group.rows));
}

export function rowsShown(items: readonly Item[]): DriftRow[] {
  return items.flatMap((item) => (item.kind === "row" ? [item.row] : []));
}

/** The most fields that are drawn of one resource; its page has the others. */
export const MOST_FIELDS = 12;

const HEAD_PX = 40;
const FIELD_PX = 30;

/** About how high it is, before it is measured. */
export function estimate(item: Item | undefined): number {
  if (item?.kind !== "row") return HEAD_PX;
  return HEAD_PX + Math.min(item.row.drift.fields.length, MOST_FIELDS) * FIELD_PX;
}
