/** Who did what, when, from where: newest first, as far back as one scrolls. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useAudit } from "~/api/queries/audit";
import { mayAnywhere, useMay, useMe } from "~/api/queries/me";
import type { AuditView } from "~/api/types";
import { EmptyState } from "~/components/EmptyState";
import { Loaded } from "~/components/Loaded";
import { PageHeader } from "~/components/PageHeader";
import { StateBadge, StateText } from "~/components/StateBadge";
import type { Column } from "~/components/table/column";
import { DataTable } from "~/components/table/DataTable";
import { exact } from "~/lib/time";
import { count, number } from "~/lib/words";
import styles from "./Audit.module.css";
import { EntryDialog } from "./EntryDialog";
import { Exports } from "./Exports";
import { Filters } from "./Filters";
import { filterOf, searchOf } from "./filter";
import { Verify } from "./Verify";
import { actionWords, actorWords, stamp, subjectWords } from "./words";

const COLUMNS: readonly Column<AuditView>[] = [
  { id: "at", header: "When", cell: (entry) => <When entry={entry} />, width: 174 },
  { id: "actor", header: "Who", cell: (entry) => <Who entry={entry} />, width: "3fr", isWide: true },
  {
    id: "action",
    header: "What",
    cell: (entry) => <What entry={entry} />,
    width: "5fr",
  },
  {
    id: "subject",
    header: "On what",
    cell: (entry) => <span title={entry.subject ?? undefined}>{subjectWords(entry.subject)}</span>,
    width: "5fr",
    isWide: true,
  },
  { id: "fabric", header: "Fabric", cell: (entry) => entry.fabric, width: "2fr", isWide: true },
  {
    id: "outcome",
    header: "Outcome",
    cell: (entry) =>
      entry.outcome === "done" ? entry.outcome : <StateBadge of="AuditOutcome" state={entry.outcome} />,
    width: 92,
    isWide: true,
  },
  {
    id: "detail",
    header: "Details",
    cell: (entry) => <span title={entry.detail ?? undefined}>{entry.detail}</span>,
    width: "5fr",
    isWide: true,
  },
  { id: "from", header: "From", cell: (entry) => entry.from, width: 130, isMono: true, isWide: true, isHidden: true },
  {
    id: "seq",
    header: "No.",
    cell: (entry) => number(entry.seq),
    width: 60,
    isNumber: true,
    isWide: true,
  },
];

function When({ entry }: { entry: AuditView }) {
  return (
    <time dateTime={new Date(entry.at).toISOString()} className={styles.when} title={exact(entry.at)}>
      {stamp(entry.at)}
    </time>
  );
}

/** On a phone the outcome has no column: what was not done says so here. */
function What({ entry }: { entry: AuditView }) {
  return (
    <span title={entry.action}>
      <span className={styles.narrow}>{actorWords(entry.actor)} </span>
      {entry.outcome !== "done" && (
        <span className={styles.narrow}>
          <StateText of="AuditOutcome" state={entry.outcome} />:{" "}
        </span>
      )}
      {actionWords(entry.action)}
      {entry.subject && <span className={styles.narrow}>: {subjectWords(entry.subject)}</span>}
    </span>
  );
}

function Who({ entry }: { entry: AuditView }) {
  return (
    <span title={entry.actor.name || undefined}>
      {actorWords(entry.actor)}
      {entry.actor.token && <span className="muted"> by token {entry.actor.token}</span>}
    </span>
  );
}

export function AuditPage() {
  const me = useMe();
  const mayAdminister = useMay("administer");
  const maySee = mayAdminister || mayAnywhere(me, "manage");
  if (!maySee) return <NotYours />;
  return (
    <>
      <PageHeader
        title="Audit"
        help="audit"
        sentence={
          mayAdminister
            ? "Every action, decision and refusal, newest first. Manipulation of it is detected."
            : "What was done in the fabrics that you administer, newest first."
        }
        actions={
          <>
            <Exports />
            {mayAdminister && <Verify />}
          </>
        }
      />
      <Entries />
    </>
  );
}

function Entries() {
  const raw = useSearch({ from: "/frame/audit" });
  const navigate = useNavigate({ from: "/audit" });
  const search = useMemo(() => searchOf(raw), [raw]);
  const filter = useMemo(() => filterOf(search), [search]);
  const entries = useAudit(filter);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = entries;
  const rows = useMemo(() => entries.data?.pages.flatMap((page) => page.items) ?? [], [entries.data]);
  const opened = raw.entry === undefined ? undefined : rows.find((entry) => String(entry.seq) === raw.entry);
  return (
    <div className={styles.page}>
      <Filters search={search} />
      <Loaded query={entries}>
        {() => (
          <DataTable
            label="Audit"
            storeAs="audit"
            rows={rows}
            rowId={(entry) => String(entry.seq)}
            columns={COLUMNS}
            glowOf={false}
            href={(entry) => `/audit?${new URLSearchParams({ ...search, entry: String(entry.seq) })}`}
            onEnd={() => {
              if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
            }}
            empty={<Nothing isFiltered={Object.keys(search).length > 0} />}
            toolbar={
              <span className="soft small" role="status">
                {count(rows.length, "entry", "entries")}
                {hasNextPage && " so far; more come as you scroll"}
              </span>
            }
          />
        )}
      </Loaded>
      {opened && <EntryDialog entry={opened} onClose={() => void navigate({ search })} />}
    </div>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState title="No entry matches the filter" />
  ) : (
    <EmptyState title="Nothing is recorded yet">The first log-in, fabric and publish are recorded here.</EmptyState>
  );
}

function NotYours() {
  return (
    <>
      <PageHeader title="Audit" />
      <EmptyState title="Only administrators see the audit">
        An admin of a fabric sees what was done in it; an administrator of the server sees everything.
      </EmptyState>
    </>
  );
}
