/** Conflict sets by fabric, and how they are filtered. Pure. */

import { type ConflictSet, titleOf } from "~/features/conflict/set";
import type { FilterSpec } from "~/lib/filter/compile";

export function byFabric(sets: readonly ConflictSet[]): [string, ConflictSet[]][] {
  const groups = new Map<string, ConflictSet[]>();
  for (const set of sets) groups.set(set.first.fabric, [...(groups.get(set.first.fabric) ?? []), set]);
  return [...groups].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
}

const kinds = (set: ConflictSet) => [...new Set(set.conflicts.map((one) => one.conflict))];

export const SET_FILTER: FilterSpec<ConflictSet> = {
  keys: [
    { key: "fabric", label: "the fabric", of: ({ first }) => first.fabric },
    { key: "kind", label: "the resource's kind", of: ({ first }) => first.kind },
    { key: "name", label: "the resource's name", of: ({ first }) => first.name, match: "part" },
    { key: "change", label: "the change", of: ({ first }) => first.change ?? undefined },
    { key: "conflict", label: "the kind of conflict", of: kinds },
    { key: "path", label: "the field", of: (set) => set.conflicts.map((one) => one.path), match: "part" },
  ],
  text: (set) =>
    [
      set.first.fabric,
      titleOf(set.first),
      set.first.change ?? "",
      ...kinds(set),
      ...set.conflicts.map((one) => one.path),
    ].join(" "),
};
