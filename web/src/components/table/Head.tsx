/** The head of a table: the widths of its columns, and what it is sorted by. */
import type { CSSProperties } from "react";
import { Icon } from "~/components/Icon";
import type { Sort } from "~/lib/sort";
import type { Column } from "./column";
import styles from "./DataTable.module.css";

/** A column of boxes to select rows with stands before all others. */
export const SELECT_PX = 36;

/**
 * Pixels as they are; shares as a part of what is left of the frame. Not in percent: a column whose width is calculated
 * from percentages is one without a width (CSS 2.2, section 17.5.2).
 */
function widths<Row>(columns: readonly Column<Row>[], before: number): string[] {
  const shares = columns.map(({ width = "1fr" }) => (typeof width === "number" ? 0 : Number.parseFloat(width)));
  const fixed = columns.reduce((sum, { width }) => sum + (typeof width === "number" ? width : 0), before);
  const all = shares.reduce((sum, share) => sum + share, 0);
  return columns.map(({ width }, at) =>
    typeof width === "number" ? `${width}px` : `calc((100cqw - ${fixed}px) * ${((shares[at] ?? 0) / all).toFixed(4)})`,
  );
}

/** The widths of columns, and those on a phone, where some are left out. */
export function Widths<Row>({ columns, isSelectable }: { columns: readonly Column<Row>[]; isSelectable: boolean }) {
  const before = isSelectable ? SELECT_PX : 0;
  const wide = widths(columns, before);
  const onPhones = columns.filter((column) => !column.isWide);
  const narrow = widths(onPhones, before);
  return (
    <colgroup>
      {isSelectable && <col style={{ width: SELECT_PX }} />}
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
export function Head<Row>({ column, sort, onSort }: HeadProps<Row>) {
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
