/** One resource that drifted: how it stands, and its fields on both sides with who changed them. */
import { Link } from "@tanstack/react-router";
import type { DriftView, FieldDrift } from "~/api/types";
import { resourceHref } from "~/app/navigation";
import { AddressLink } from "~/components/AddressLink";
import { Lamps } from "~/components/lamps/Lamps";
import { driftLamps } from "~/components/lamps/lamps";
import { SeverityBadge } from "~/components/StateBadge";
import { Time } from "~/components/Time";
import { spokenName } from "~/features/resource/identity";
import { exact } from "~/lib/time";
import { count } from "~/lib/words";
import { isLong, toYaml } from "~/lib/yaml/emit";
import { shownPath } from "~/lib/yaml/shownPath";
import type { DriftAction } from "./actions";
import styles from "./Drift.module.css";
import type { DraftedIn } from "./drafted";
import { MOST_FIELDS } from "./items";
import { RowActions } from "./RowActions";
import { type DriftRow, ignoredAt, ignoredWords, inClusterOf, movedWords, standsWords, timeOf } from "./rows";
import { ToConflict } from "./ToConflict";

interface Props {
  row: DriftRow;
  /** Its place among all rows. */
  at: number;
  index: number;
  measure: ((element: Element | null) => void) | undefined;
  isQuiet: boolean;
  hasFabric: boolean;
  /** The open change that has a draft of it. */
  drafted: DraftedIn | undefined;
  isActive: boolean;
  isGlowing: boolean;
  onActive: (at: number) => void;
  onAct: (action: DriftAction, row: DriftRow) => void;
  isSelected: boolean;
  onSelect: ((id: string, isSelected: boolean, isRange: boolean) => void) | undefined;
}

export function DriftResource(props: Props) {
  const {
    row,
    at,
    index,
    measure,
    isQuiet,
    hasFabric,
    drafted,
    isActive,
    isGlowing,
    onActive,
    onAct,
    isSelected,
    onSelect,
  } = props;
  const { fabric, drift } = row;
  const name = spokenName(drift);
  const whole = ignoredAt(drift, "");
  const className = [styles.resource, isQuiet && styles.quiet, isActive && styles.active, isGlowing && "glow"];
  return (
    <tbody
      ref={measure}
      data-index={index}
      className={className.filter(Boolean).join(" ")}
      aria-current={isActive || undefined}
    >
      <tr onClick={() => onActive(at)}>
        <th scope="row" colSpan={4}>
          <div className={styles.head}>
            {onSelect && (
              <input
                type="checkbox"
                aria-label={`Select ${name}${hasFabric ? ` in ${fabric}` : ""}`}
                checked={isSelected}
                onChange={({ target, nativeEvent }) =>
                  onSelect(row.id, target.checked, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
                }
              />
            )}
            <Lamps view={driftLamps(inClusterOf(drift))} isDecoration />
            <AddressLink href={resourceHref(fabric, drift)} className={`mono ${styles.name}`}>
              {name}
            </AddressLink>
            {hasFabric && (
              <Link to="/fabrics/$fabric" params={{ fabric }} className="small">
                {fabric}
              </Link>
            )}
            <span className="soft">{standsWords(drift)}</span>
            {drafted && (
              <span className="small">
                drafted in{" "}
                <Link to="/changes/$change" params={{ change: drafted.id }}>
                  {drafted.change}
                </Link>
              </span>
            )}
            {drift.severity !== "warning" && !isQuiet && <SeverityBadge severity={drift.severity} />}
            <span className="muted small">
              since <Time at={drift.since} />
            </span>
            {drift.moved === "both" && drift.standing !== "differs" && !drift.ignored && (
              <span className="small">
                <ToConflict fabric={fabric} drift={drift} path="" />
              </span>
            )}
            {drift.unknown_since && (
              <span className="muted small" title={`unknown since ${exact(drift.unknown_since)}`}>
                as it was seen last
              </span>
            )}
            {drift.waits && <span className="small">{drift.waits}</span>}
            {whole && <span className="muted small">{ignoredWords(whole)}</span>}
            <RowActions row={row} onAct={onAct} />
          </div>
        </th>
      </tr>
      <Fields row={row} />
    </tbody>
  );
}

function Fields({ row: { fabric, drift } }: { row: DriftRow }) {
  const more = drift.fields.length - MOST_FIELDS;
  return (
    <>
      {drift.fields.slice(0, MOST_FIELDS).map((field) => (
        <Field key={field.path} fabric={fabric} drift={drift} field={field} />
      ))}
      {more > 0 && (
        <tr>
          <td colSpan={4} className={styles.more}>
            <AddressLink href={resourceHref(fabric, drift)}>and {count(more, "more field")}</AddressLink>
          </td>
        </tr>
      )}
    </>
  );
}

function Field({ fabric, drift, field }: { fabric: string; drift: DriftView; field: FieldDrift }) {
  const { path, desired, actual, moved } = field;
  const ignored = ignoredAt(drift, path);
  const isAhead = moved === "git";
  return (
    <tr className={`${styles.field} ${isAhead || ignored ? styles.quiet : ""}`}>
      <td className="mono">{path === "" ? "all of it" : shownPath(path)}</td>
      <td data-side="Git">
        <Value value={desired} />
      </td>
      <td data-side="Cluster">
        <Value value={actual} isChanged={!isAhead} />
      </td>
      <td className="small">
        <Who field={field} />
        {moved !== "cluster" && <span className={styles.moved}>{movedWords(moved)}</span>}
        {moved === "both" && !ignored && <ToConflict fabric={fabric} drift={drift} path={path} />}
        {ignored && <span className="muted">{ignoredWords(ignored)}</span>}
      </td>
    </tr>
  );
}

/** What a side has; nothing stands there as nothing. */
export function Value({ value, isChanged = false }: { value: unknown; isChanged?: boolean }) {
  if (value === undefined || value === null) return <span className="muted">not there</span>;
  const text = toYaml(value);
  const className = `mono ${styles.value} ${isChanged ? styles.changed : ""}`;
  return isLong(value) ? <pre className={className}>{text}</pre> : <span className={className}>{text}</span>;
}

function Who({ field }: { field: FieldDrift }) {
  const { manager, moved } = field;
  // what Git alone moved, nobody changed there
  if (moved === "git") return null;
  if (!manager) return <span className="muted">not told</span>;
  const at = timeOf(field);
  return (
    <span title={manager.operation === "Apply" ? "it applies this field" : "it updated this field"}>
      {manager.name}
      {at !== undefined && (
        <span className="muted">
          , <Time at={at} />
        </span>
      )}
    </span>
  );
}
