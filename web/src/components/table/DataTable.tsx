/**
 * A table that stays quick with tens of thousands of rows: only those in sight are drawn. Sorts by its heads, hides columns,
 * goes by keyboard (j, k, Enter), and rows that just changed glow once.
 */
import { useNavigate } from "@tanstack/react-router";
import {
  type CSSProperties,
  type KeyboardEvent,
  memo,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { AddressLink } from "~/components/AddressLink";
import { EmptyState } from "~/components/EmptyState";
import { Icon } from "~/components/Icon";
import { type Sort, type SortValue, sortRows } from "~/lib/sort";
import { useStored } from "~/lib/stored";
import { count } from "~/lib/words";
import { ColumnChoice } from "./ColumnChoice";
import styles from "./DataTable.module.css";
import { useGlowing } from "./glow";
import { useEnd, useVirtualRows } from "./virtual";

export interface Column<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** What it is sorted by; a column without it is not sorted. */
  value?: (row: Row) => SortValue;
  /** In pixels, or a share of what is left such as `2fr`; `1fr` when left out. */
  width?: number | `${number}fr`;
  /** Numbers go to the right. */
  isNumber?: boolean;
  /** Addresses, names and commits. */
  isMono?: boolean;
  /** Off until a person chooses it. */
  isHidden?: boolean;
  /** Left out on a phone. */
  isWide?: boolean;
}

interface Props<Row extends object> {
  /** What the table lists: for assistive technology, and the name under which choices are kept. */
  label: string;
  storeAs: string;
  /** All rows. */
  rows: readonly Row[];
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
  /** Grows with its rows instead of scrolling by itself: for short tables. */
  isShort?: boolean;
}

const NO_COLUMNS: Record<string, boolean> = {};

export function DataTable<Row extends object>(props: Props<Row>) {
  const { label, storeAs, rows, filter, rowId, columns, href, firstSort, glowOf, empty, toolbar, onEnd, isShort } =
    props;
  const [sort, setSort] = useState(firstSort);
  const [chosen, setChosen] = useStored<Record<string, boolean>>(`columns.${storeAs}`, NO_COLUMNS);
  const shown = useMemo(() => columns.filter((column) => chosen[column.id] ?? !column.isHidden), [columns, chosen]);
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
    const value = sort && latestBy.current;
    return value ? sortRows(rows, value, isDescending) : rows;
  }, [rows, sort, isDescending]);
  const sorted = useMemo(() => (filter ? inOrder.filter(filter) : inOrder), [inOrder, filter]);

  const glowing = useGlowing(rows, rowId, glowOf);
  const frame = useRef<HTMLElement>(null);
  const virtual = useVirtualRows(sorted.length, frame, isShort ?? false);
  useEnd(virtual.to, sorted.length, frame, onEnd);
  const { active, setActive, onKeyDown } = useRowKeys(sorted, href, virtual.reveal);

  return (
    <div className={styles.table}>
      <div className={styles.toolbar}>
        <div className={styles.tools}>{typeof toolbar === "function" ? toolbar(sorted.length) : toolbar}</div>
        <ColumnChoice
          columns={columns}
          isShown={(column) => shown.includes(column)}
          chosen={chosen}
          onChange={setChosen}
        />
      </div>
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
          <table aria-label={label} aria-rowcount={sorted.length + 1} className={styles.grid}>
            <Widths columns={shown} />
            <thead>
              <tr aria-rowindex={1}>
                {shown.map((column) => (
                  <Head key={column.id} column={column} sort={sort} onSort={setSort} />
                ))}
              </tr>
            </thead>
            <tbody>
              {virtual.before > 0 && <Spacer height={virtual.before} columns={shown.length} />}
              {sorted.slice(virtual.from, virtual.to).map((row, at) => {
                const index = virtual.from + at;
                const id = rowId(row);
                return (
                  <TableRow
                    key={id}
                    row={row}
                    index={index}
                    columns={shown}
                    href={href && hrefOf}
                    isActive={index === active}
                    isGlowing={glowing.has(id)}
                    onActive={setActive}
                  />
                );
              })}
              {virtual.after > 0 && <Spacer height={virtual.after} columns={shown.length} />}
            </tbody>
          </table>
          {sorted.length === 0 && <NothingFound many={rows.length} />}
        </section>
      )}
    </div>
  );
}

function NothingFound({ many }: { many: number }) {
  return <EmptyState title="Nothing matches the filter">{count(many, "row")} without it.</EmptyState>;
}

function Spacer({ height, columns }: { height: number; columns: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row of a plain table cannot be focused
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

/**
 * Pixels as they are; shares as a part of what is left of the frame. Not in percent: a column whose width is calculated
 * from percentages is one without a width (CSS 2.2, section 17.5.2).
 */
function widths<Row>(columns: readonly Column<Row>[]): string[] {
  const shares = columns.map(({ width = "1fr" }) => (typeof width === "number" ? 0 : Number.parseFloat(width)));
  const fixed = columns.reduce((sum, { width }) => sum + (typeof width === "number" ? width : 0), 0);
  const all = shares.reduce((sum, share) => sum + share, 0);
  return columns.map(({ width }, at) =>
    typeof width === "number" ? `${width}px` : `calc((100cqw - ${fixed}px) * ${((shares[at] ?? 0) / all).toFixed(4)})`,
  );
}

/** The widths of columns, and those on a phone, where some are left out. */
function Widths<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  const wide = widths(columns);
  const onPhones = columns.filter((column) => !column.isWide);
  const narrow = widths(onPhones);
  return (
    <colgroup>
      {columns.map((column, at) => {
        const style = { "--width": wide[at], "--narrow": narrow[onPhones.indexOf(column)] } as CSSProperties;
        return <col key={column.id} style={style} className={column.isWide ? styles.wide : undefined} />;
      })}
    </colgroup>
  );
}

interface HeadProps<Row> {
  column: Column<Row>;
  sort: Sort | undefined;
  onSort: (sort: Sort | undefined) => void;
}

/** Sorts up, then down, then not at all. */
function Head<Row>({ column, sort, onSort }: HeadProps<Row>) {
  const isSorted = sort?.column === column.id;
  const next = !isSorted
    ? { column: column.id, isDescending: false }
    : sort.isDescending
      ? undefined
      : { column: column.id, isDescending: true };
  const className = [column.isNumber && styles.number, column.isWide && styles.wide].filter(Boolean).join(" ");
  return (
    <th
      scope="col"
      className={className}
      aria-sort={isSorted ? (sort.isDescending ? "descending" : "ascending") : undefined}
    >
      {column.value ? (
        <button type="button" className={styles.sort} onClick={() => onSort(next)}>
          {column.header}
          {isSorted && <Icon name={sort.isDescending ? "down" : "up"} size={12} />}
        </button>
      ) : (
        column.header
      )}
    </th>
  );
}

interface RowProps<Row> {
  row: Row;
  index: number;
  columns: readonly Column<Row>[];
  href: ((row: Row) => string) | undefined;
  isActive: boolean;
  isGlowing: boolean;
  onActive: (index: number) => void;
}

const TableRow = memo(PlainRow) as typeof PlainRow;

function PlainRow<Row>({ row, index, columns, href, isActive, isGlowing, onActive }: RowProps<Row>) {
  const className = [styles.row, isActive && styles.active, isGlowing && "glow", href && styles.link]
    .filter(Boolean)
    .join(" ");
  return (
    <tr
      aria-rowindex={index + 2}
      className={className}
      aria-current={isActive || undefined}
      onClick={() => onActive(index)}
    >
      {columns.map((column, at) => (
        <Cell key={column.id} column={column} isFirst={at === 0}>
          {at === 0 && href ? <RowLink to={href(row)}>{column.cell(row)}</RowLink> : column.cell(row)}
        </Cell>
      ))}
    </tr>
  );
}

interface CellProps<Row> {
  column: Column<Row>;
  /** The first cell says what the row is. */
  isFirst: boolean;
  children: ReactNode;
}

function Cell<Row>({ column, isFirst, children }: CellProps<Row>) {
  const className = [column.isNumber && styles.number, column.isMono && "mono", column.isWide && styles.wide]
    .filter(Boolean)
    .join(" ");
  return isFirst ? (
    <th scope="row" className={className}>
      {children}
    </th>
  ) : (
    <td className={className}>{children}</td>
  );
}

/** A link over its whole row, so that a row opens like any link: also in another tab. */
function RowLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <AddressLink href={to} className={styles.rowlink}>
      {children}
    </AddressLink>
  );
}

/** j and k move, Enter opens, Home and End go to the ends. */
function useRowKeys<Row>(
  rows: readonly Row[],
  href: ((row: Row) => string) | undefined,
  reveal: (index: number) => void,
) {
  const [active, setActive] = useState(-1);
  const navigate = useNavigate();
  useEffect(() => setActive((before) => Math.min(before, rows.length - 1)), [rows.length]);
  const go = (to: number) => {
    const index = Math.max(0, Math.min(rows.length - 1, to));
    setActive(index);
    reveal(index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
    const row = rows[active];
    if (event.key === "j" || event.key === "ArrowDown") go(active + 1);
    else if (event.key === "k" || event.key === "ArrowUp") go(active - 1);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(rows.length - 1);
    else if (event.key === "Enter" && event.target === event.currentTarget && row && href)
      void navigate({ href: href(row) });
    else return;
    event.preventDefault();
  };
  return { active, setActive, onKeyDown };
}

/** Whether keys go into a field there. */
function isTyping(target: EventTarget): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
