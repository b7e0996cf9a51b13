/** The columns of a fabric's resources. */
import { Link } from "@tanstack/react-router";
import type { InCluster, ResourceView } from "~/api/types";
import { clusterSeverity, resourceInCluster } from "~/components/lamps/cluster";
import { Lamps } from "~/components/lamps/Lamps";
import { resourceLamps, severity } from "~/components/lamps/lamps";
import { StateText } from "~/components/StateBadge";
import { Time } from "~/components/Time";
import type { Column } from "~/components/table/column";
import { csvTime } from "~/lib/csv";
import { factNames, factOf } from "./facts";
import { factsLine } from "./filter";
import styles from "./ResourcesTab.module.css";

const RESOURCE_COLUMNS: Column<ResourceView>[] = [
  {
    id: "name",
    header: "Name",
    width: "8fr",
    isMono: true,
    value: (row) => row.name,
    cell: (row) => (
      <span className={styles.named}>
        <Lamps view={resourceLamps(row.state, row.cluster, row.path != null)} />{" "}
        <span className={styles.name}>{row.name}</span>
      </span>
    ),
  },
  { id: "kind", header: "Kind", width: 124, value: (row) => row.kind, cell: (row) => row.kind },
  {
    id: "state",
    header: "State",
    width: 112,
    isWide: true,
    isHidden: true,
    value: (row) => severity(row.state),
    text: (row) => row.state,
    cell: (row) => <StateText of="ResourceState" state={row.state} isMuted={row.state === "in sync"} />,
  },
  {
    id: "cluster",
    header: "In its cluster",
    width: 148,
    isWide: true,
    isHidden: true,
    // the worst first
    value: (row) => -clusterSeverity(row.cluster),
    text: (row) => row.cluster && resourceInCluster(row.cluster).words,
    cell: (row) => row.cluster && <ClusterWords cluster={row.cluster} />,
  },
  {
    id: "facts",
    header: "Key facts",
    width: "6fr",
    isWide: true,
    value: factsLine,
    cell: (row) => <Facts row={row} />,
  },
  {
    id: "change",
    header: "Change",
    width: 132,
    isWide: true,
    isHidden: true,
    value: (row) => row.change,
    cell: (row) => row.change && <ChangeLink change={row.change} />,
  },
  {
    id: "changed",
    header: "Last changed",
    width: 208,
    isWide: true,
    // the youngest first
    value: (row) => row.changed && -row.changed.at,
    text: (row) => row.changed && `${csvTime(row.changed.at)} by ${row.changed.by}`,
    cell: (row) =>
      row.changed && (
        <>
          <Time at={row.changed.at} /> <span className="muted">by</span> {row.changed.by}
        </>
      ),
  },
  {
    id: "by",
    header: "Last editor",
    width: 112,
    isWide: true,
    isHidden: true,
    value: (row) => row.changed?.by,
    cell: (row) => row.changed?.by,
  },
  {
    id: "namespace",
    header: "Namespace",
    width: 120,
    isMono: true,
    isWide: true,
    isHidden: true,
    value: (row) => row.namespace,
    cell: (row) => row.namespace,
  },
  {
    id: "path",
    header: "File",
    width: "5fr",
    isMono: true,
    isWide: true,
    isHidden: true,
    value: (row) => row.path,
    cell: (row) => <span title={row.path ?? undefined}>{row.path ?? "not in Git yet"}</span>,
  },
  {
    id: "validity",
    header: "Schema",
    width: 96,
    isWide: true,
    isHidden: true,
    value: (row) => row.validity,
    cell: (row) => row.validity,
  },
];

/** The columns; of the resources of one kind, a column for each fact in the place of all facts in one. */
export function columnsOf(rows: readonly ResourceView[], kind: string | undefined): Column<ResourceView>[] {
  if (kind === undefined) return RESOURCE_COLUMNS;
  const facts = factNames(rows, kind).map(({ name, isShown }, at): Column<ResourceView> => {
    return {
      id: `fact:${name}`,
      header: name.charAt(0).toUpperCase() + name.slice(1),
      width: at === 0 ? "5fr" : "4fr",
      isMono: true,
      isWide: true,
      isHidden: !isShown,
      value: (row) => factOf(row, name),
      cell: (row) => <span title={factOf(row, name)}>{factOf(row, name)}</span>,
    };
  });
  const isEdited = rows.some((row) => row.change && row.kind.toLowerCase() === kind);
  return RESOURCE_COLUMNS.flatMap((column): Column<ResourceView>[] => {
    if (column.id === "name") return [{ ...column, width: "5fr" }];
    // with one kind chosen, its column would say nothing
    if (column.id === "kind") return [];
    if (column.id === "facts") return facts.length > 0 ? facts : [column];
    // the facts in one begin with it
    return [column.id === "change" && facts.length > 0 ? { ...column, isHidden: !isEdited } : column];
  });
}

function ChangeLink({ change }: { change: string }) {
  return (
    <Link to="/changes/$change" params={{ change }}>
      {change}
    </Link>
  );
}

/** What is worth knowing at a glance; first of all that somebody edits it. */
function Facts({ row }: { row: ResourceView }) {
  return (
    <span title={factsLine(row)}>
      {row.change && (
        <span className={styles.fact}>
          <span className="muted">in</span> <ChangeLink change={row.change} />
        </span>
      )}
      {(row.facts ?? []).map(({ name, value }) => (
        <span key={name} className={styles.fact}>
          <span className="muted">{name}</span> <span className="mono">{value}</span>
        </span>
      ))}
    </span>
  );
}

function ClusterWords({ cluster }: { cluster: InCluster }) {
  const { words } = resourceInCluster(cluster);
  const { standing } = cluster;
  // what was not compared yet has no state
  if (!standing) return <>{words}</>;
  return (
    <StateText of="DriftStanding" state={standing} isMuted={standing === "in-sync"}>
      {words}
    </StateText>
  );
}
