/** Fabrics as rows: glyph, name, sentence, numbers, when something last happened. */
import { useMemo } from "react";
import type { FabricView } from "~/api/types";
import { Lamps } from "~/components/lamps/Lamps";
import { fabricLamps } from "~/components/lamps/lamps";
import { Marked } from "~/components/Marked";
import { Time } from "~/components/Time";
import type { Column } from "~/components/table/column";
import { DataTable } from "~/components/table/DataTable";
import { compileFilter, type FilterSpec } from "~/lib/filter/compile";
import { number } from "~/lib/words";
import styles from "./FabricTable.module.css";

export const FABRIC_FILTER: FilterSpec<FabricView> = {
  keys: [
    { key: "state", label: "how it is", of: (fabric) => fabric.state },
    { key: "name", label: "its name", of: (fabric) => fabric.fabric, match: "part" },
    { key: "repository", label: "its repository", of: (fabric) => fabric.repository },
    { key: "cluster", label: "its cluster", of: (fabric) => fabric.cluster?.cluster },
    { key: "branch", label: "its branch", of: (fabric) => fabric.branch },
  ],
  text: (fabric) => `${fabric.fabric} ${fabric.sentence} ${fabric.repository} ${fabric.branch} ${fabric.directory}`,
};

/** The first column; where one fabric has a cluster, all names begin at one place. */
const nameColumn = (hasRoom: boolean): Column<FabricView> => ({
  id: "fabric",
  header: "Fabric",
  width: "1.2fr",
  value: (fabric) => fabric.fabric,
  cell: (fabric) => (
    <>
      <Lamps view={fabricLamps(fabric)} hasRoom={hasRoom} />
      <span className={styles.name}>{fabric.fabric}</span>
    </>
  ),
});

const COLUMNS: Column<FabricView>[] = [
  {
    id: "sentence",
    header: "State",
    width: "4fr",
    value: (fabric) => fabric.sentence,
    isWide: true,
    cell: (fabric) => (
      <span title={fabric.problem ?? fabric.sentence}>
        <Marked text={fabric.problem ?? fabric.sentence} />
      </span>
    ),
  },
  {
    id: "resources",
    header: "Resources",
    width: 92,
    isNumber: true,
    value: (fabric) => fabric.resources,
    cell: (fabric) => number(fabric.resources),
  },
  {
    id: "drafts",
    header: "Drafts",
    width: 72,
    isNumber: true,
    isHidden: true,
    value: (fabric) => fabric.drafts,
    cell: (fabric) => <Zero value={fabric.drafts} />,
  },
  {
    id: "changes",
    header: "Open changes",
    width: 112,
    isNumber: true,
    isWide: true,
    value: (fabric) => fabric.open_changes,
    cell: (fabric) => <Zero value={fabric.open_changes ?? 0} />,
  },
  {
    id: "conflicts",
    header: "Conflicts",
    width: 84,
    isNumber: true,
    isHidden: true,
    value: (fabric) => fabric.conflicts,
    cell: (fabric) => <Zero value={fabric.conflicts} />,
  },
  {
    id: "drift",
    header: "Drift",
    width: 64,
    isNumber: true,
    isHidden: true,
    value: (fabric) => fabric.cluster?.drifted,
    cell: ({ cluster }) => cluster && <Zero value={cluster.drifted} />,
  },
  {
    id: "activity",
    header: "Last edit here",
    width: 156,
    isWide: true,
    value: (fabric) => fabric.last_activity,
    cell: (fabric) =>
      fabric.last_activity ? <Time at={fabric.last_activity} /> : <span className="muted">never</span>,
  },
  {
    id: "looked",
    header: "Seen in Git",
    width: 156,
    isWide: true,
    isHidden: true,
    value: (fabric) => fabric.looked_at,
    cell: (fabric) => (fabric.looked_at ? <Time at={fabric.looked_at} /> : <span className="muted">never</span>),
  },
  {
    id: "repository",
    header: "Repository",
    width: "1fr",
    isMono: true,
    isHidden: true,
    value: (fabric) => fabric.repository,
    cell: (fabric) => `${fabric.repository} ${fabric.branch}:${fabric.directory || "."}`,
  },
];

/** A zero is there, and quiet. */
function Zero({ value }: { value: number }) {
  return value === 0 ? <span className="muted">0</span> : number(value);
}

/** A look at Git that found nothing new is no news. */
function newsOf({ sentence, commit, drafts, conflicts, errors, cluster }: FabricView): string {
  return [sentence, commit, drafts, conflicts, errors, cluster?.known, cluster?.drifted, cluster?.ahead].join(" ");
}

interface Props {
  rows: readonly FabricView[];
  filter?: string;
  toolbar?: React.ReactNode;
}

export function FabricTable({ rows, filter = "", toolbar }: Props) {
  const test = useMemo(() => compileFilter(filter, FABRIC_FILTER).test, [filter]);
  const hasClusters = rows.some(({ cluster }) => cluster);
  const columns = useMemo(() => [nameColumn(hasClusters), ...COLUMNS], [hasClusters]);
  return (
    <DataTable
      label="Fabrics"
      storeAs="fabrics"
      exportAs="fabrics"
      rows={rows}
      filter={test}
      rowId={(fabric) => fabric.fabric}
      columns={columns}
      href={(fabric) => `/fabrics/${encodeURIComponent(fabric.fabric)}`}
      glowOf={newsOf}
      empty={null}
      toolbar={toolbar}
      isShort={rows.length <= 50}
    />
  );
}
