/** The head of a table: the widths of its columns, and what it is sorted by. */
import type { CSSProperties } from "react";
import { Icon } from "~/components/Icon";
import type { Sort } from "~/lib/sort";
import type { Column } from "./column";
import styles from "./DataTable.module.css";
import { columnWidths, SELECT_PX } from "./widths";

interface WidthsProps<Row> {
  columns: readonly Column<Row>[];
  isSelectable: boolean;
  /** Left out until it is measured. */
  frame: number | undefined;
}

/** The widths of columns, and those on a phone, where some are left out. */
export function Widths<Row>({ columns, isSelectable, frame }: WidthsProps<Row>) {
  const before = isSelectable ? SELECT_PX : 0;
  const onPhones = columns.filter((column) => !column.isWide);
  const wide = frame === undefined ? [] : columnWidths(columns, frame, before);
  const narrow = frame === undefined ? [] : columnWidths(onPhones, frame, before);
  return (
    <colgroup>
      {isSelectable && <col style={{ width: SELECT_PX }} />}
      {columns.map((column, at) => {
        const style = { "--width": px(wide[at]), "--narrow": px(narrow[onPhones.indexOf(column)]) } as CSSProperties;
        return <col key={column.id} style={style} className={column.isWide ? styles.wide : undefined} />;
      })}
    </colgroup>
  );
}

function px(width: number | undefined): string | undefined {
  return width === undefined ? undefined : `${width}px`;
}

interface HeadProps<Row> {
  column: Column<Row>;
  sort: Sort | undefined;
  /** Left out while rows are on their way: what comes first is not known yet. */
  onSort: ((sort: Sort | undefined) => void) | undefined;
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
        <button type="button" className={styles.sort} disabled={!onSort} onClick={() => onSort?.(next)}>
          {column.header}
          {isSorted && <Icon name={sort.isDescending ? "down" : "up"} size={12} />}
        </button>
      ) : (
        column.header
      )}
    </th>
  );
}
