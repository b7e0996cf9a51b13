/** A fabric's resources: kinds at the left, the table, a filter as text and as clicks. */
import { useDeferredValue, useMemo } from "react";
import { useMay } from "~/api/queries/me";
import { useResources } from "~/api/queries/resources";
import type { FabricView, ResourceView } from "~/api/types";
import { resourceHref } from "~/app/navigation";
import { useAddressText } from "~/app/useAddressText";
import { ButtonLink } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";
import { FilterBox } from "~/components/filter/FilterBox";
import { Loaded, Loading } from "~/components/Loaded";
import { clusterSeverity } from "~/components/lamps/cluster";
import { Lamps } from "~/components/lamps/Lamps";
import { resourceLamps } from "~/components/lamps/lamps";
import { DataTable } from "~/components/table/DataTable";
import { SavedFilters } from "~/features/filters/SavedFilters";
import { spokenName } from "~/features/resource/identity";
import { compileFilter } from "~/lib/filter/compile";
import { soleValue, toggleTerm } from "~/lib/filter/parse";
import { number } from "~/lib/words";
import { columnsOf } from "./columns";
import { factsLine, RESOURCE_FILTER } from "./filter";
import { kindsOf } from "./kinds";
import styles from "./ResourcesTab.module.css";
import { SelectedActions } from "./SelectedActions";

export function ResourcesTab({ fabric }: { fabric: FabricView }) {
  const resources = useResources(fabric.fabric);
  return (
    <Loaded query={resources}>
      {(known) => <Resources fabric={fabric} {...known} isFailed={resources.error !== null} />}
    </Loaded>
  );
}

interface Props {
  fabric: FabricView;
  rows: readonly ResourceView[];
  /** They are the first ones: more are on their way. */
  isPartial: boolean;
  /** They are what was read before, or first: the others could not be read. */
  isFailed: boolean;
}

const rowId = (row: ResourceView) => `${row.group}/${row.kind}/${row.namespace}/${row.name}`;

/** What is news of a row. */
const newsOf = (row: ResourceView) =>
  [row.state, row.change, row.path, row.changed?.commit, factsLine(row), clusterSeverity(row.cluster)].join(" ");

const NO_ROWS: readonly ResourceView[] = [];

function Resources({ fabric, rows: known, isPartial, isFailed }: Props) {
  const [q, setFilter] = useAddressText("q");
  // the letter is drawn at once, the rows follow
  const typed = useDeferredValue(q);
  // of the first rows alone, a filter would find too little
  const rows = isPartial && typed ? NO_ROWS : known;
  const filter = useMemo(() => (typed ? compileFilter(typed, RESOURCE_FILTER).test : undefined), [typed]);
  const mayEdit = useMay("edit", fabric.fabric);
  const kind = soleValue(typed, "kind");
  const columns = useMemo(() => columnsOf(rows, kind), [rows, kind]);
  return (
    <div className={styles.frame}>
      {isPartial ? (
        <div className={styles.kinds}>{!isFailed && <Loading />}</div>
      ) : (
        <Kinds rows={rows} filter={q} onFilter={setFilter} />
      )}
      <div className={styles.right}>
        <DataTable
          label={`Resources of ${fabric.fabric}`}
          storeAs="resources"
          exportAs={`${fabric.fabric}-resources`}
          rows={rows}
          isPartial={isPartial}
          filter={filter}
          rowId={rowId}
          columns={columns}
          href={(row) => resourceHref(fabric.fabric, row)}
          glowOf={newsOf}
          selecting={
            mayEdit
              ? {
                  nameOf: spokenName,
                  thing: "resource",
                  actions: (selected, done) => <SelectedActions fabric={fabric} selected={selected} onDone={done} />,
                }
              : undefined
          }
          empty={isPartial ? isFailed ? <NotFiltered /> : <Loading /> : <NoResources fabric={fabric} />}
          toolbar={(shown) => (
            <FilterBox
              label="Filter resources"
              placeholder="kind:vpc state:draft vlan:1201 text"
              value={q}
              onChange={setFilter}
              spec={RESOURCE_FILTER}
              rows={rows}
            >
              <SavedFilters page="resources" fabric={fabric.fabric} />
              <span role="status" className="muted small">
                {isPartial ? restWords(known.length, isFailed) : q && `${number(shown)} of ${number(rows.length)}`}
              </span>
              {mayEdit && (
                <ButtonLink
                  to="/fabrics/$fabric/new"
                  params={{ fabric: fabric.fabric }}
                  search={{ kind: rows.find((row) => row.kind.toLowerCase() === kind)?.kind }}
                  icon="plus"
                  className={styles.add}
                >
                  New resource
                </ButtonLink>
              )}
            </FilterBox>
          )}
        />
      </div>
    </div>
  );
}

/** What is said beside the first rows. */
function restWords(first: number, isFailed: boolean): string {
  return isFailed ? `Only the first ${number(first)} rows could be read` : "The other rows are on their way";
}

interface KindsProps {
  rows: readonly ResourceView[];
  filter: string;
  onFilter: (text: string) => void;
}

function Kinds({ rows, filter, onFilter }: KindsProps) {
  const kinds = useMemo(() => kindsOf(rows), [rows]);
  const chosen = soleValue(filter, "kind");
  if (kinds.length < 2) return null;
  return (
    <section aria-label="Kinds" className={styles.kinds}>
      <ul>
        <li>
          <button
            type="button"
            className={styles.kind}
            aria-pressed={chosen === undefined}
            onClick={() => chosen !== undefined && onFilter(toggleTerm(filter, "kind", chosen))}
          >
            <span>All kinds</span>
            <span className={styles.many}>{number(rows.length)}</span>
          </button>
        </li>
        {kinds.map(({ kind, group, many, worst, cluster }) => (
          <li key={`${kind}.${group}`}>
            <button
              type="button"
              className={styles.kind}
              title={`${kind}.${group}`}
              aria-pressed={chosen === kind.toLowerCase()}
              onClick={() => onFilter(toggleTerm(filter, "kind", kind))}
            >
              <Lamps view={resourceLamps(worst, cluster)} size={10} />
              <span className="cut">{kind}</span>
              <span className={styles.many}>{number(many)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NotFiltered() {
  return (
    <EmptyState title="The filter needs all rows">
      The others could not be read: without the filter, the first ones are shown.
    </EmptyState>
  );
}

function NoResources({ fabric }: { fabric: FabricView }) {
  if (!fabric.commit) {
    return (
      <EmptyState title="Nothing was read from Git yet">
        Sync now reads the branch and shows its resources here.
      </EmptyState>
    );
  }
  // the list is behind what the fabric itself says: its rows are on their way
  if (fabric.resources > 0) return <Loading />;
  return (
    <EmptyState title="The directory has no resources">
      Push YAML files to {fabric.layout === "managed" ? "raw/ or managed/" : "it"}, or create a resource here.
    </EmptyState>
  );
}
