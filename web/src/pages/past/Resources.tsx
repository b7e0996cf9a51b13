/** The resources that a fabric had, each with what it is now; the text of the one that is chosen. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useFindings } from "~/api/queries/fabrics";
import type { FabricAt, PastResource } from "~/api/types";
import { EmptyState } from "~/components/EmptyState";
import { FilterBox } from "~/components/filter/FilterBox";
import { Badge, StateText } from "~/components/StateBadge";
import type { Column } from "~/components/table/column";
import { DataTable } from "~/components/table/DataTable";
import { editName } from "~/features/resource/identity";
import { compileFilter, type FilterSpec } from "~/lib/filter/compile";
import { count } from "~/lib/words";
import { ResourceThen } from "./ResourceThen";
import { Unread } from "./Unread";
import { splitUnread, unreadNow } from "./unread";
import { sinceWords } from "./words";

const COLUMNS: Column<PastResource>[] = [
  {
    id: "name",
    header: "Name",
    width: "3fr",
    isMono: true,
    value: (row) => row.name,
    cell: (row) => <span title={row.name}>{row.name}</span>,
  },
  { id: "kind", header: "Kind", width: 124, value: (row) => row.kind, cell: (row) => row.kind },
  {
    id: "namespace",
    header: "Namespace",
    width: 124,
    isWide: true,
    isHidden: true,
    value: (row) => row.namespace,
    cell: (row) => row.namespace,
  },
  {
    id: "standing",
    header: "State then",
    width: 148,
    isWide: true,
    value: (row) => row.standing,
    cell: (row) => (
      <span className={row.standing === "live" ? "muted" : undefined}>
        <StateText of="Standing" state={row.standing} />
        {typeof row.copies === "number" && `, ${count(row.copies, "document")}`}
      </span>
    ),
  },
  {
    id: "since",
    header: "Now",
    width: 120,
    value: (row) => row.since,
    cell: (row) => {
      const { words, tone } = sinceWords(row.since);
      return row.since === "same" ? <span className="muted">{words}</span> : <Badge tone={tone}>{words}</Badge>;
    },
  },
  {
    id: "path",
    header: "File then",
    width: "3fr",
    isMono: true,
    isWide: true,
    value: (row) => row.path,
    cell: (row) => <span title={`${row.path}:${row.line}`}>{row.path}</span>,
  },
];

const FILTER: FilterSpec<PastResource> = {
  keys: [
    { key: "kind", label: "kind of resource", of: (row) => row.kind },
    { key: "now", label: "what became of it", of: (row) => row.since },
    { key: "state", label: "its state then", of: (row) => row.standing },
    { key: "file", label: "its file then", of: (row) => row.path },
  ],
  text: (row) => `${row.kind} ${row.namespace} ${row.name}`,
};

interface Props {
  view: FabricAt;
  rows: readonly PastResource[];
  more: (() => void) | undefined;
}

/** What could not be read then; what cannot be read now either, for the same reason, is no news. */
function UnreadThere({ view }: { view: FabricAt }) {
  const findings = useFindings(view.fabric, view.unread.length > 0);
  if (view.unread.length === 0 || findings.isLoading) return null;
  const { both, alone } = splitUnread(view.unread, unreadNow(findings.data ?? []));
  return (
    <>
      <Unread
        title="Not all of it could be read at that commit: resources in these files are missing here."
        places={alone}
        isMore={view.more_unread}
      />
      <Unread
        title="Not all of it could be read at that commit, and it is the same now: resources in these files are missing here."
        places={both}
        isMore={alone.length === 0 && view.more_unread}
        isSame
      />
    </>
  );
}

export function Resources({ view, rows, more }: Props) {
  const { fabric, point } = view;
  const search = useSearch({ from: "/frame/fabrics/$fabric/at" });
  const navigate = useNavigate({ from: "/fabrics/$fabric/at" });
  const typed = search.q ?? "";
  const filter = useMemo(() => (typed ? compileFilter(typed, FILTER).test : undefined), [typed]);
  const chosen = rows.find((row) => editName(row) === search.resource);
  const base = `/fabrics/${encodeURIComponent(fabric)}/at`;
  const href = (row: PastResource) => {
    const kept = new URLSearchParams({ ...search, resource: editName(row) } as Record<string, string>);
    return `${base}?${kept.toString()}`;
  };
  const onFilter = (q: string) =>
    void navigate({ search: (before) => ({ ...before, q: q || undefined }), replace: true, resetScroll: false });
  return (
    <>
      <UnreadThere view={view} />
      {chosen && <ResourceThen key={editName(chosen)} fabric={fabric} point={point} row={chosen} />}
      <DataTable
        label={`Resources of ${fabric} as they were`}
        storeAs="past"
        rows={rows}
        filter={filter}
        rowId={editName}
        columns={COLUMNS}
        href={href}
        glowOf={false}
        firstSort={{ column: "kind", isDescending: false }}
        onEnd={more}
        empty={
          <EmptyState title="No resources were there">The directory had no file with a resource in it.</EmptyState>
        }
        toolbar={(shown) => (
          <>
            <FilterBox
              label="Filter resources"
              placeholder="kind:VPC now:gone text"
              value={typed}
              onChange={onFilter}
              spec={FILTER}
              rows={rows}
            />
            <span className="small soft">
              {shown < view.resources ? `${count(shown, "resource")} of ${view.resources}` : count(shown, "resource")}
            </span>
          </>
        )}
        isShort={rows.length < 30}
      />
    </>
  );
}
