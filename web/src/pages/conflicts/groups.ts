/** Conflict sets: how they are ordered and filtered. Pure. */

import { stateWord } from "~/components/state/words";
import { type ConflictSet, isCrossResource, titleOf } from "~/features/conflict/set";
import { clusterOf } from "~/features/conflict/withCluster";
import { spokenName } from "~/features/resource/identity";
import type { FilterSpec } from "~/lib/filter/compile";

/** Fabrics in the order in which people count: `dc-2` before `dc-10`. */
export function fabricOrder(fabric: string): string {
  return fabric.replace(/\d+/g, (digits) => digits.padStart(8, "0"));
}

/** Who is to decide any of a set, by login. */
export function assigneesOf({ conflicts }: Pick<ConflictSet, "conflicts">): string[] {
  return [...new Set(conflicts.flatMap(({ assignee }) => (assignee ? [assignee] : [])))].sort();
}

/** Who takes part in any of a set, in the words of the filter. */
const sides = (set: ConflictSet) => [...new Set(set.conflicts.flatMap((one) => one.parties.map(({ party }) => party)))];

const clusters = (set: ConflictSet) => [...new Set(set.conflicts.flatMap((one) => clusterOf(one)?.cluster ?? []))];

/** The field managers that wrote what the cluster has. */
const managers = (set: ConflictSet) => [...new Set(set.conflicts.flatMap((one) => clusterOf(one)?.manager ?? []))];

const kinds = (set: ConflictSet) => [
  ...new Set(set.conflicts.map((one) => stateWord("ConflictKind", one.conflict).word)),
];

/** Where two resources break a rule together: the rules, and the other resources. */
const together = (set: ConflictSet) => set.conflicts.filter(isCrossResource).map((one) => one.together);
const rules = (set: ConflictSet) => [...new Set(together(set).map(({ rule }) => rule))];
const others = (set: ConflictSet) => [...new Set(together(set).map(({ other }) => spokenName(other)))];

export const SET_FILTER: FilterSpec<ConflictSet> = {
  keys: [
    { key: "fabric", label: "the fabric", of: ({ first }) => first.fabric },
    { key: "kind", label: "the resource's kind", of: ({ first }) => first.kind },
    { key: "name", label: "the resource's name", of: ({ first }) => first.name, match: "part" },
    { key: "change", label: "the change", of: ({ first }) => first.change ?? undefined },
    { key: "conflict", label: "the kind of conflict", of: kinds },
    { key: "path", label: "the field", of: (set) => set.conflicts.map((one) => one.path), match: "part" },
    { key: "assignee", label: "who is to decide", of: assigneesOf },
    { key: "side", label: "a side that takes part: git, draft, raw or cluster", of: sides },
    { key: "cluster", label: "the cluster that takes part", of: clusters },
    { key: "by", label: "who changed it in the cluster", of: managers, match: "part" },
    { key: "rule", label: "the rule that two resources break together", of: rules },
    { key: "with", label: "the other resource that breaks it", of: others, match: "part" },
  ],
  text: (set) =>
    [
      set.first.fabric,
      titleOf(set.first),
      set.first.change ?? "",
      ...kinds(set),
      ...rules(set),
      ...others(set),
      ...clusters(set),
      ...managers(set),
      ...set.conflicts.map((one) => one.path),
    ].join(" "),
};
