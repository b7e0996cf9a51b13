/**
 * A table that stays quick with tens of thousands of rows: only those in sight are drawn. Sorts by its heads, hides columns,
 * goes by keyboard (j, k, x, Enter; Shift extends, Escape clears), selects rows, and rows that just changed glow once.
 */
import { type CSSProperties, type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { EmptyState } from "~/components/EmptyState";
import { type Selecting, SelectionBar } from "~/components/selection/SelectionBar";
import { useSelection } from "~/components/selection/selection";
import { type Sort, sortRows } from "~/lib/sort";
import { useStored } from "~/lib/stored";
import { count } from "~/lib/words";
import { ColumnChoice } from "./ColumnChoice";
import type { Column } from "./column";
import styles from "./DataTable.module.css";
import { ExportCsv, type Exported } from "./ExportCsv";
import { useFrameWidth } from "./frameWidth";
import { useGlowing } from "./glow";
import { Head, Widths } from "./Head";
import { useRowKeys } from "./keys";
import { SelectAll } from "./SelectAll";
import { TableRow } from "./TableRow";
import { useEnd, useVirtualRows } from "./virtual";
import { fittingColumns, leastWidth, SELECT_PX } from "./widths";

interface Props<Row extends object> {
  /** What the table lists: for assistive technology, and the name under which choices are kept. */
  label: string;
  storeAs: string;
  /** All rows. */
  rows: readonly Row[];
  /** They are the first ones, and the others are on their way: they are shown, and can be selected one by one, but neither sorted nor selected as if they were all. */
  isPartial?: boolean;
  /** Which of them are shown; keep it stable (`useMemo`) as long as it means the same. */
  filter?: ((row: Row) => boolean) | undefined;
  rowId: (row: Row) => string;
  columns: readonly Column<Row>[];
  /** Where a row leads, as an address of this application. */
  href?: (row: Row) => string;
  firstSort?: Sort;
  /** What makes a row glow when it changes; the row itself when left out. `false`: nothing. */
  glowOf?: ((row: Row) => unknown) | false;
  /** What stands there without rows. */
  empty: ReactNode;
  /** Left of the choice of columns: a filter, usually. A function is told how many rows are shown. */
  toolbar?: ReactNode | ((shown: number) => ReactNode);
  /** The last rows came into sight: for lists that are asked for page by page. */
  onEnd?: () => void;
  /** Rows can be selected: what they are called, and what is offered for those that are. */
  selecting?: Selecting<Row> | undefined;
  /** The shown rows can be exported, into a file of this name. */
  exportAs?: string;
  /** Reads the rows that are not there yet, for lists that are asked for page by page: all that there are by then. */
  exportFrom?: () => Promise<Exported<Row>>;
  /** Grows with its rows instead of scrolling by itself: for short tables. */
  isShort?: boolean;
}

const NO_COLUMNS: Record<string, boolean> = {};

export function DataTable<Row extends object>(props: Props<Row>) {
  const { label, storeAs, rows, filter, rowId, columns, href, firstSort, glowOf, empty, toolbar, onEnd, isShort } =
    props;
  const { selecting, exportAs, exportFrom, isPartial = false } = props;
  const [chosen, setChosen] = useStored<Record<string, boolean>>(`columns.${storeAs}`, NO_COLUMNS);
  const shown = useMemo(() => columns.filter((column) => chosen[column.id] ?? !column.isHidden), [columns, chosen]);
  const [sort, setSort] = useState(firstSort);
  // rows are drawn again when they change, not when the page made another function that says the same
  const latestHref = useRef(href);
  latestHref.current = href;
  const hrefOf = useCallback((row: Row) => latestHref.current?.(row) ?? "", []);

  const by = columns.find((column) => column.id === sort?.column)?.value;
  const isDescending = sort?.isDescending ?? false;
  // what a column is sorted by does not change with the function that a new rendering made
  const latestBy = useRef(by);
  latestBy.current = by;
  const inOrder = useMemo(() => {
    const value = sort && !isPartial && latestBy.current;
    return value ? sortRows(rows, value, isDescending) : rows;
  }, [rows, sort, isDescending, isPartial]);
  const sorted = useMemo(() => (filter ? inOrder.filter(filter) : inOrder), [inOrder, filter]);
  const { selection, select, selectThese, selectAll, clear } = useSelection(() => sorted.map(rowId));

  const glowing = useGlowing(rows, rowId, isPartial ? false : glowOf);
  const frame = useRef<HTMLElement>(null);
  const room = useFrameWidth(frame, rows.length > 0);
  const before = selecting ? SELECT_PX : 0;
  const fitting = room === undefined ? shown : fittingColumns(shown, room, before, ({ id }) => chosen[id] === true);
  // the same ones as long as no other one fits, so that rows are not drawn again for each pixel
  const latestFitting = useRef(fitting);
  if (!isSame(latestFitting.current, fitting)) latestFitting.current = fitting;
  const drawn = latestFitting.current;
  const virtual = useVirtualRows(sorted.length, frame, isShort ?? false);
  useEnd(virtual.to, sorted.length, frame, onEnd);
  const toggle = selecting && ((row: Row) => select(rowId(row), !selection.has(rowId(row)), false));
  const { active, setActive, onKeyDown } = useRowKeys(sorted, {
    href,
    toggle,
    extend: selecting && ((rows) => selectThese(rows.map(rowId))),
    clear: selection.size > 0 ? clear : undefined,
    reveal: virtual.reveal,
  });
  // looked up when the selection or the rows change, not on every frame of scrolling
  const latestId = useRef(rowId);
  latestId.current = rowId;
  const isSelected = useCallback((row: Row) => selection.size > 0 && selection.has(latestId.current(row)), [selection]);
  const width = drawn.length + (selecting ? 1 : 0);

  return (
    <div className={styles.table}>
      <div className={styles.toolbar}>
        <div className={styles.tools}>{typeof toolbar === "function" ? toolbar(sorted.length) : toolbar}</div>
        {exportAs !== undefined && !isPartial && (
          <ExportCsv
            file={exportAs}
            columns={shown.map(({ header, text, value }) => ({ header, cell: text ?? value ?? (() => undefined) }))}
            rows={async () => {
              if (!exportFrom) return { rows: sorted };
              const { rows, isMore } = await exportFrom();
              return { rows: filter ? rows.filter(filter) : rows, isMore };
            }}
          />
        )}
        <ColumnChoice
          columns={columns}
          isShown={(column) => shown.includes(column)}
          isWithoutRoom={(column) => shown.includes(column) && !drawn.includes(column)}
          chosen={chosen}
          onChange={setChosen}
        />
      </div>
      {selecting && (
        <SelectionBar
          rows={rows}
          shown={sorted}
          selecting={selecting}
          isSelected={isSelected}
          onAll={isPartial ? undefined : () => selectAll(true)}
          onClear={clear}
        />
      )}
      {rows.length === 0 ? (
        <div className="panel">{empty}</div>
      ) : (
        <section
          ref={frame}
          aria-label={label}
          className={`panel ${styles.frame} ${isShort ? styles.short : ""}`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls, and has keys, must be reached by keyboard
          tabIndex={0}
          onKeyDown={onKeyDown}
        >
          <table
            aria-label={label}
            aria-rowcount={isPartial ? -1 : sorted.length + 1}
            className={styles.grid}
            style={leastOf(drawn, before)}
          >
            <Widths columns={drawn} isSelectable={selecting !== undefined} frame={room} />
            <thead>
              <tr aria-rowindex={1}>
                {selecting && (
                  <SelectAll of={sorted} isPartial={isPartial} isSelected={isSelected} onChange={selectAll} />
                )}
                {drawn.map((column) => (
                  <Head key={column.id} column={column} sort={sort} onSort={isPartial ? undefined : setSort} />
                ))}
              </tr>
            </thead>
            <tbody>
              {virtual.before > 0 && <Spacer height={virtual.before} columns={width} />}
              {sorted.slice(virtual.from, virtual.to).map((row, at) => {
                const index = virtual.from + at;
                const id = rowId(row);
                return (
                  <TableRow
                    key={id}
                    id={id}
                    label={selecting?.nameOf(row) ?? ""}
                    row={row}
                    index={index}
                    measure={virtual.measure}
                    columns={drawn}
                    href={href && hrefOf}
                    isActive={index === active}
                    isGlowing={glowing.has(id)}
                    onActive={setActive}
                    isSelected={selection.has(id)}
                    onSelect={selecting && select}
                  />
                );
              })}
              {virtual.after > 0 && <Spacer height={virtual.after} columns={width} />}
            </tbody>
          </table>
          {sorted.length === 0 && <NothingFound many={rows.length} />}
        </section>
      )}
    </div>
  );
}

function isSame<One>(a: readonly One[], b: readonly One[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at]);
}

/** How wide the table is at least, on a phone too, where some columns are left out. */
function leastOf<Row>(columns: readonly Column<Row>[], before: number): CSSProperties {
  const onPhones = columns.filter((column) => !column.isWide);
  return {
    "--least": `${leastWidth(columns, before)}px`,
    "--least-narrow": `${leastWidth(onPhones, before)}px`,
  } as CSSProperties;
}

function NothingFound({ many }: { many: number }) {
  return <EmptyState title="Nothing matches the filter">{count(many, "row")} without the filter.</EmptyState>;
}

function Spacer({ height, columns }: { height: number; columns: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row of a plain table cannot be focused
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}
