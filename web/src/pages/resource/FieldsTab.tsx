/** The fields of a resource side by side: Git, and every draft. A single value can be edited in place. */
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import type { ResourceId } from "~/api/keys";
import { useBlame } from "~/api/queries/blame";
import type { BlameRow, InCluster, ResourceDetail, ResourceDraft } from "~/api/types";
import { Button } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";
import { ErrorView } from "~/components/ErrorView";
import { CheckField } from "~/components/fields";
import { PersonName } from "~/components/PersonName";
import { Time } from "~/components/Time";
import { disagreement } from "~/features/conflict/set";
import { Into } from "~/features/drafting/Into";
import { useTarget } from "~/features/drafting/target";
import { contestedFields, mayAccept } from "~/features/drift/contested";
import { type DriftRow, rowsOf } from "~/features/drift/rows";
import { Take } from "~/features/drift/Take";
import { originWords, setAt } from "~/features/resource/setBy";
import { moment } from "~/lib/time";
import { count, number } from "~/lib/words";
import { shownPath } from "~/lib/yaml/shownPath";
import { ClusterValue } from "./ClusterValue";
import { type ClusterCell, clusterCell, onlyInCluster, withClusterRows } from "./clusterCells";
import { FieldEdit } from "./FieldEdit";
import styles from "./FieldsTab.module.css";
import { FieldValue } from "./FieldValue";
import { type Cell, differs, FIELD_WORDS, type FieldRow, fieldRows, isTypable } from "./fieldRows";
import { SetBy } from "./SetBy";
import { soughtField } from "./soughtField";

const ROUTE = "/frame/fabrics/$fabric/resources/$kind/$namespace/$name";

interface Props {
  id: ResourceId;
  detail: ResourceDetail;
  /** Why fields cannot be edited; they can when there is no reason. */
  whyNotEdit: string | undefined;
}

export function FieldsTab({ id, detail, whyNotEdit }: Props) {
  const { all, setby, field } = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/fabrics/$fabric/resources/$kind/$namespace/$name" });
  const { cluster } = detail;
  const rows = useMemo(() => {
    const own = fieldRows(detail.fields, detail.drafts);
    return withClusterRows(own, onlyInCluster(own, detail.drift));
  }, [detail]);
  const cellOf = (row: FieldRow) => cluster && clusterCell(row, cluster, detail.drift);
  const different = rows.filter((row) => differs(row) || cellOf(row)?.field);
  const [taken, setTaken] = useState<{ path: string; rows: DriftRow[] }>();
  const sought = useMemo(() => (field ? soughtField(rows, field) : undefined), [rows, field]);
  const isSoughtHidden = sought !== undefined && !different.some(({ path }) => path === sought);
  // where nothing differs, hiding everything would say nothing
  const isAll = different.length === 0 || all === "true" || (isSoughtHidden && all === undefined);
  const shown = isAll ? rows : different;
  const [edited, setEdited] = useState<string>();
  const choice = useTarget(id.fabric, { drafts: detail.drafts.map((draft) => draft.change) });
  // who set what is asked for once somebody points at a value, or wants the column
  const [isPointed, setPointed] = useState(false);
  const point = () => setPointed(true);
  const isInGit = detail.text !== undefined && detail.text !== null;
  const isSetByShown = isInGit && setby === "true";
  const blame = useBlame(id, isSetByShown || (isInGit && isPointed));
  const canEdit = whyNotEdit === undefined && detail.state !== "unreadable" && detail.state !== "duplicate";

  if (rows.length === 0) {
    return <EmptyState title="No fields are known">Its document does not parse; the tab YAML has its text.</EmptyState>;
  }
  return (
    <div className="stack">
      <div className={styles.bar}>
        <span className="soft">
          {different.length === 0
            ? `${count(rows.length, "field")}; ${cluster?.standing === "in-sync" || !cluster ? "nothing" : "no draft"} differs from Git.`
            : `${count(different.length, "field")} of ${number(rows.length)} ${different.length === 1 ? "differs" : "differ"}.`}
        </span>
        {different.length > 0 && different.length < rows.length && (
          <CheckField
            label="Show all fields"
            isChecked={isAll}
            onChange={(next) =>
              void navigate({
                search: (before) => ({ ...before, all: next ? "true" : isSoughtHidden ? "false" : undefined }),
                replace: true,
                resetScroll: false,
              })
            }
          />
        )}
        {isInGit && (
          <CheckField
            label="Show who set each field"
            isChecked={isSetByShown}
            onChange={(next) =>
              void navigate({
                search: (before) => ({ ...before, setby: next ? "true" : undefined }),
                replace: true,
                resetScroll: false,
              })
            }
          />
        )}
        {edited !== undefined && <Into choice={choice} />}
      </div>
      {isSetByShown && blame.error && <ErrorView error={blame.error} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={`panel ${styles.frame}`} tabIndex={0} aria-label="Fields" onPointerEnter={point}>
        <table className={styles.fields} aria-label="Fields of the resource">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">
                Git
                <Evidence detail={detail} />
              </th>
              {isSetByShown && <th scope="col">Set by</th>}
              {cluster && (
                <th scope="col">
                  Cluster
                  <Seen cluster={cluster} />
                </th>
              )}
              {detail.drafts.map((draft) => (
                <th scope="col" key={draft.change_id}>
                  <DraftHead draft={draft} />
                </th>
              ))}
              {canEdit && (
                <th scope="col" className={styles.act}>
                  <span className="visually-hidden">Edit</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <Row
                key={row.path}
                row={row}
                detail={detail}
                blame={blame.data?.items}
                isSetByShown={isSetByShown}
                inCluster={cellOf(row)}
                sought={row.path === sought ? field : undefined}
                onAccept={
                  whyNotEdit === undefined && detail.drift && !cluster?.unknown_since
                    ? (path) => detail.drift && setTaken({ path, rows: rowsOf(id.fabric, [detail.drift]) })
                    : undefined
                }
                canEdit={canEdit}
                onEdit={edited === row.path ? undefined : () => setEdited(row.path)}
                edit={
                  edited === row.path && (
                    <FieldEdit id={id} detail={detail} row={row} choice={choice} onClose={() => setEdited(undefined)} />
                  )
                }
              />
            ))}
          </tbody>
        </table>
      </section>
      {taken && <Take what="accept" {...taken} onDone={() => {}} onClose={() => setTaken(undefined)} />}
    </div>
  );
}

interface RowProps {
  row: FieldRow;
  detail: ResourceDetail;
  /** Who set what, where it is known yet. */
  blame: readonly BlameRow[] | undefined;
  isSetByShown: boolean;
  /** What the cluster has of it; left out where there is none. */
  inCluster: ClusterCell | null | undefined;
  /** What was searched for and is in this row. */
  sought: string | undefined;
  /** Takes the cluster's value of this field. */
  onAccept: ((path: string) => void) | undefined;
  canEdit: boolean;
  onEdit: (() => void) | undefined;
  edit: React.ReactNode;
}

function Row({ row, detail, blame, isSetByShown, inCluster, sought, onAccept, canEdit, onEdit, edit }: RowProps) {
  const own = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (sought !== undefined) own.current?.scrollIntoView({ block: "center" });
  }, [sought]);
  const contested = contestedFields(detail.conflicts, row.path);
  const isFixed = /^(apiVersion|kind|metadata\.(name|namespace))$/.test(row.path);
  const set = blame && row.git.kind !== "none" ? setAt(blame, row.path) : undefined;
  const cells: Cell[] = [row.git, ...Object.values(row.drafts)];
  return (
    <>
      <tr
        ref={own}
        className={`${styles[inCluster?.field && row.state === "same" ? "drift" : row.state] ?? ""} ${sought === undefined ? "" : styles.sought}`}
        aria-current={sought === undefined ? undefined : "true"}
      >
        <th scope="row" className="mono" title={shownPath(row.path)}>
          <span className="muted">{row.parent}</span>
          {row.leaf}
          {row.state !== "same" && <span className="visually-hidden">, {FIELD_WORDS[row.state]}</span>}
        </th>
        <td data-side="Git">
          <FieldValue cell={row.git} side="Git" base={row.base} origin={originWords(set)} />
        </td>
        {isSetByShown && <td>{blame ? <SetBy row={set} /> : <span className="muted">…</span>}</td>}
        {inCluster && detail.cluster && (
          <td data-side="Cluster">
            <ClusterValue cell={inCluster} cluster={detail.cluster} />
            {onAccept && inCluster.field && mayAccept(inCluster.field, contested) && (
              <button type="button" className={styles.accept} onClick={() => onAccept(row.path)}>
                Accept <span className="visually-hidden">{shownPath(row.path)}</span>
              </button>
            )}
            {contested.map((one) => (
              <Link
                key={one.id}
                to="/conflicts/$conflict"
                params={{ conflict: String(one.id) }}
                className={styles.accept}
                title={disagreement(one)}
              >
                Decide conflict
                {one.change && ` in ${one.change}`} <span className="visually-hidden">about {shownPath(row.path)}</span>
              </Link>
            ))}
          </td>
        )}
        {detail.drafts.map((draft) => (
          <td key={draft.change_id} data-side={draft.change}>
            <FieldValue cell={row.drafts[draft.change] ?? row.git} side={draft.change} base={row.base} />
          </td>
        ))}
        {canEdit && (
          <td className={styles.act}>
            {!isFixed && cells.every(isTypable) && onEdit && (
              <Button look="quiet" icon="edit" isIconOnly onClick={onEdit}>
                {`Edit ${shownPath(row.path)}`}
              </Button>
            )}
          </td>
        )}
      </tr>
      {edit && (
        <tr>
          <td colSpan={detail.drafts.length + (isSetByShown ? 4 : 3) + (inCluster ? 1 : 0)} className={styles.edit}>
            {edit}
          </td>
        </tr>
      )}
    </>
  );
}

/** When the cluster last told of it; that it is what was seen last, where it is. */
function Seen({ cluster: { unknown_since, seen_at } }: { cluster: InCluster }) {
  if (!unknown_since && !seen_at) return null;
  return (
    <span className={styles.who}>
      {unknown_since
        ? `unknown since ${moment(unknown_since)}`
        : seen_at && (
            <>
              seen <Time at={seen_at} />
            </>
          )}
    </span>
  );
}

/** Who wrote what Git has, and when. */
function Evidence({ detail }: { detail: ResourceDetail }) {
  const { changed } = detail;
  if (!changed) return null;
  return (
    <span className={styles.who}>
      {changed.by}, <Time at={changed.at} />
    </span>
  );
}

function DraftHead({ draft }: { draft: ResourceDraft }) {
  return (
    <>
      <Link to="/changes/$change" params={{ change: draft.change_id }}>
        {draft.change}
      </Link>
      <span className={styles.who}>
        <PersonName person={draft.author} />, <Time at={draft.updated_at} />
      </span>
    </>
  );
}
