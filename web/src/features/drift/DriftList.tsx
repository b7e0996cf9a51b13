/**
 * What drifted: grouped, each resource with its fields, Git's value beside the cluster's. Goes by keyboard as tables do (j, k, x, Enter;
 * Shift extends, Escape clears); one selection for all groups. A group is folded to its head; what is ignored is so at first.
 */
import { useCallback, useDeferredValue, useMemo, useRef, useState } from "react";
import { useChanges } from "~/api/queries/changes";
import type { ListOf } from "~/api/queries/filters";
import { useMe } from "~/api/queries/me";
import { resourceHref } from "~/app/navigation";
import { EmptyState } from "~/components/EmptyState";
import { SelectField } from "~/components/fields";
import { FilterBox } from "~/components/filter/FilterBox";
import { SelectionBar } from "~/components/selection/SelectionBar";
import { useSelection, withRows } from "~/components/selection/selection";
import { ExportCsv } from "~/components/table/ExportCsv";
import { useGlowing } from "~/components/table/glow";
import { useRowKeys } from "~/components/table/keys";
import { SavedFilters } from "~/features/filters/SavedFilters";
import { spokenName } from "~/features/resource/identity";
import { compileFilter } from "~/lib/filter/compile";
import { useStored } from "~/lib/stored";
import { count } from "~/lib/words";
import { mayAnything } from "./actions";
import styles from "./Drift.module.css";
import { Asked, type AskedOf, DriftActions } from "./DriftActions";
import { DriftResource } from "./DriftResource";
import { draftedIn } from "./drafted";
import { DRIFT_CSV, driftLines } from "./exported";
import { itemsOf, rowsShown, rowsToSelect } from "./items";
import { type By, DRIFT_FILTER, type DriftRow, type Group, groupsOf } from "./rows";
import { useItems } from "./useItems";

const BY: { value: By; label: string }[] = [
  { value: "who", label: "Who changed it" },
  { value: "kind", label: "Kind" },
];

interface Props {
  rows: readonly DriftRow[];
  by: By;
  onBy: (by: By) => void;
  filter: string;
  onFilter: (text: string) => void;
  /** Rows of several fabrics say which. */
  hasFabric: boolean;
  /** The list, for the filters that are saved of it. */
  saved: ListOf;
}

const idOf = (row: DriftRow) => row.id;
const newsOf = ({ drift }: DriftRow) =>
  `${drift.standing} ${drift.moved} ${drift.ignored} ${drift.severity} ${drift.resource_version}`;
const hrefOf = ({ fabric, drift }: DriftRow) => resourceHref(fabric, drift);

export function DriftList({ rows, by, onBy, filter, onFilter, hasFabric, saved }: Props) {
  const me = useMe();
  const [isUnfolded, setUnfolded] = useStored("drift.ignored", false);
  // the letter is drawn at once, the rows follow
  const typed = useDeferredValue(filter);
  const groups = useMemo(() => {
    const { test } = compileFilter<DriftRow>(typed, DRIFT_FILTER);
    return groupsOf(typed ? rows.filter(test) : rows, by);
  }, [rows, typed, by]);
  // kept only while the page is open: what somebody folded must not hide what comes another day
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const isFolded = useCallback(
    ({ id, part }: Group) => (part === "ignored" ? !isUnfolded : folded.has(id)),
    [folded, isUnfolded],
  );
  const fold = (group: Group) => {
    if (group.part === "ignored") return setUnfolded(!isUnfolded);
    setFolded((before) => withRows(before, [group.id], !before.has(group.id)));
  };
  const items = useMemo(() => itemsOf(groups, isFolded), [groups, isFolded]);
  const shown = useMemo(() => rowsShown(items), [items]);
  const fitting = useMemo(() => rowsToSelect(groups, isFolded), [groups, isFolded]);

  const { selection, select, selectThese, clear } = useSelection(() => shown.map(idOf));
  const frame = useRef<HTMLElement>(null);
  const drawn = useItems(items, frame);
  const reveal = useCallback((index: number) => drawn.reveal(shown[index]?.id), [drawn, shown]);
  const mayAct = useMemo(() => mayAnything(rows, me), [rows, me]);
  const { active, setActive, onKeyDown } = useRowKeys(shown, {
    href: hrefOf,
    toggle: mayAct ? (row) => select(row.id, !selection.has(row.id), false) : undefined,
    extend: mayAct ? (more) => selectThese(more.map(idOf)) : undefined,
    clear: selection.size > 0 ? clear : undefined,
    reveal,
  });
  const changes = useChanges().data;
  const drafted = useMemo(() => draftedIn(changes ?? [], rows), [changes, rows]);
  // stays open though its row leaves the list
  const [asked, setAsked] = useState<AskedOf>();
  const glowing = useGlowing(rows, idOf, newsOf);
  const isSelected = (row: DriftRow) => selection.has(row.id);
  const indexOf = useMemo(() => new Map(shown.map((row, at) => [row.id, at])), [shown]);
  const selectGroup = ({ rows: own }: Group, isAll: boolean) => {
    if (isAll) selectThese(own.map(idOf));
    else for (const row of own) select(row.id, false, false);
  };

  return (
    <div className={styles.list}>
      <div className={styles.tools}>
        <FilterBox
          label="Filter drift"
          placeholder="by:kubectl kind:vpc path:vlan text"
          value={filter}
          onChange={onFilter}
          spec={DRIFT_FILTER}
          rows={rows}
        >
          <SavedFilters {...saved} />
          {filter && <span className="soft small">{count(fitting.length, "resource")}</span>}
        </FilterBox>
        <SelectField label="Grouped by" value={by} options={BY} onChange={onBy} />
        <ExportCsv file="drift" columns={DRIFT_CSV} rows={() => ({ rows: driftLines(groups) })} />
      </div>
      {/* always: nothing can be done about a list that is empty by now, but what was done is still told */}
      <SelectionBar
        rows={rows}
        shown={fitting}
        selecting={{
          nameOf: ({ drift }) => spokenName(drift),
          thing: "resource",
          actions: (selected, done) => (
            <DriftActions
              selected={selected}
              onDone={() => {
                done();
                // what was just taken is not marked as what comes next
                setActive(-1);
              }}
            />
          ),
        }}
        isSelected={isSelected}
        onAll={() => selectThese(fitting.map(idOf))}
        onClear={clear}
      />
      <section
        ref={frame}
        aria-label="Drift"
        className={`panel ${styles.frame}`}
        data-long={drawn.isLong || undefined}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls, and has keys, must be reached by keyboard
        tabIndex={0}
        // not those of a row's menu, which is elsewhere in the document
        onKeyDown={(event) => event.currentTarget.contains(event.target as Node) && onKeyDown(event)}
      >
        <table className={styles.table} aria-label="Drift">
          <thead>
            <tr>
              <th scope="col">Resource and field</th>
              <th scope="col">Git</th>
              <th scope="col">Cluster</th>
              <th scope="col">Changed by</th>
            </tr>
          </thead>
          {drawn.before > 0 && <Spacer height={drawn.before} />}
          {drawn.items.map((item, at) => {
            const index = drawn.from + at;
            return item.kind === "group" ? (
              <GroupHead
                key={item.group.id}
                group={item.group}
                index={index}
                measure={drawn.measure}
                isFolded={isFolded(item.group)}
                onFold={() => fold(item.group)}
                isAll={item.group.rows.every(isSelected)}
                isSome={item.group.rows.some(isSelected)}
                onSelect={mayAct ? (isAll) => selectGroup(item.group, isAll) : undefined}
              />
            ) : (
              <DriftResource
                key={item.row.id}
                row={item.row}
                at={indexOf.get(item.row.id) ?? 0}
                index={index}
                measure={drawn.measure}
                isQuiet={item.part !== "drift"}
                hasFabric={hasFabric}
                drafted={drafted.get(item.row.id)}
                isActive={indexOf.get(item.row.id) === active}
                isGlowing={glowing.has(item.row.id)}
                onActive={setActive}
                onAct={(action, row) => setAsked({ action, rows: [row] })}
                isSelected={isSelected(item.row)}
                onSelect={mayAct ? select : undefined}
              />
            );
          })}
          {drawn.after > 0 && <Spacer height={drawn.after} />}
        </table>
        {groups.length === 0 && (
          <EmptyState title="Nothing matches the filter">
            {count(rows.length, "resource")} without the filter.
          </EmptyState>
        )}
      </section>
      {asked && (
        <Asked
          {...asked}
          onDone={() => {
            for (const { id } of asked.rows) select(id, false, false);
            setActive(-1);
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
    </div>
  );
}

interface HeadProps {
  group: Group;
  index: number;
  measure: ((element: Element | null) => void) | undefined;
  isFolded: boolean;
  onFold: () => void;
  isAll: boolean;
  isSome: boolean;
  onSelect: ((isAll: boolean) => void) | undefined;
}

function GroupHead({ group, index, measure, isFolded, onFold, isAll, isSome, onSelect }: HeadProps) {
  const { title, note, rows, part } = group;
  return (
    <tbody ref={measure} data-index={index}>
      <tr className={styles.group}>
        <th scope="rowgroup" colSpan={4}>
          <div className={styles.grouphead}>
            {onSelect && !(part === "ignored" && isFolded) && (
              <input
                type="checkbox"
                aria-label={`Select all of ${title}`}
                checked={isAll}
                ref={(box) => {
                  if (box) box.indeterminate = isSome && !isAll;
                }}
                onChange={(event) => onSelect(event.target.checked)}
              />
            )}
            <span className={part === "drift" ? styles.who : "soft"}>{title}</span>
            <span className="muted small">{count(rows.length, "resource")}</span>
            {note && <span className={`muted small ${styles.note}`}>{note}</span>}
            <button type="button" className={styles.fold} aria-expanded={!isFolded} onClick={onFold}>
              {isFolded ? "Show" : "Fold"} <span className="visually-hidden">{title}</span>
            </button>
          </div>
        </th>
      </tr>
    </tbody>
  );
}

function Spacer({ height }: { height: number }) {
  return (
    <tbody aria-hidden="true">
      <tr>
        <td colSpan={4} style={{ height, padding: 0, border: 0 }} />
      </tr>
    </tbody>
  );
}
