/** What the table of changes shows, and what its filter knows. */
import type { ChangeView } from "~/api/types";
import { ChangeStateBadge } from "~/components/StateBadge";
import { Time } from "~/components/Time";
import type { Column } from "~/components/table/column";
import { isRefused } from "~/features/change/outlook";
import { spokenName } from "~/features/resource/identity";
import { csvTime } from "~/lib/csv";
import type { FilterSpec } from "~/lib/filter/compile";
import { number } from "~/lib/words";
import { ClashMark } from "./ClashMark";
import { urgency } from "./sentence";

function authorsOf(change: ChangeView): string[] {
  const known = change.authors?.length
    ? change.authors
    : [change.author, ...change.drafts.map((draft) => draft.author)];
  return [...new Set(known.map((author) => author.name))];
}

export const CHANGE_FILTER: FilterSpec<ChangeView> = {
  keys: [
    { key: "state", label: "where it is on its way to Git", of: (change) => change.state, match: "start" },
    { key: "fabric", label: "the fabric", of: (change) => change.fabric },
    { key: "author", label: "who wrote any of it", of: authorsOf, match: "part" },
    {
      key: "resource",
      label: "a resource in it",
      of: (change) => change.drafts.map(spokenName),
      match: "part",
    },
    {
      key: "with",
      label: "another open change that it breaks a rule with",
      of: (change) => (change.clashes ?? []).map((clash) => clash.change),
      match: "part",
    },
  ],
  text: (change) => [change.change, change.fabric, change.message ?? "", ...authorsOf(change)].join(" "),
};

export const CHANGE_COLUMNS: Column<ChangeView>[] = [
  { id: "change", header: "Change", cell: (change) => change.change, value: (change) => change.change, width: "2fr" },
  {
    id: "state",
    header: "State",
    cell: (change) => (
      <>
        <ChangeStateBadge state={change.state} isRefused={isRefused(change)} />
        <ClashMark change={change} />
      </>
    ),
    value: (change) => urgency(change.state),
    text: (change) => change.state,
    width: 220,
  },
  { id: "fabric", header: "Fabric", cell: (change) => change.fabric, value: (change) => change.fabric, isWide: true },
  {
    id: "authors",
    header: "Authors",
    cell: (change) => authorsOf(change).join(", "),
    value: (change) => authorsOf(change).join(", "),
    isWide: true,
  },
  {
    id: "drafts",
    header: "Drafts",
    cell: (change) => number(change.drafts.length),
    value: (change) => change.drafts.length,
    width: 80,
    isNumber: true,
    isWide: true,
  },
  {
    id: "conflicts",
    header: "Conflicts",
    cell: (change) => (change.conflicts > 0 ? number(change.conflicts) : ""),
    value: (change) => change.conflicts,
    width: 96,
    isNumber: true,
    isWide: true,
  },
  {
    id: "opened",
    header: "Opened",
    cell: (change) => <Time at={change.created_at} />,
    value: (change) => change.created_at,
    text: (change) => csvTime(change.created_at),
    width: 156,
    isHidden: true,
    isWide: true,
  },
  {
    id: "edited",
    header: "Last edit",
    cell: (change) => <Time at={change.updated_at} />,
    value: (change) => change.updated_at,
    text: (change) => csvTime(change.updated_at),
    width: 156,
    isWide: true,
  },
];
