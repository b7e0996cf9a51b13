/** One row of a table, drawn again only when it changes. */
import { memo, type ReactNode } from "react";
import { AddressLink } from "~/components/AddressLink";
import type { Column } from "./column";
import styles from "./DataTable.module.css";

interface RowProps<Row> {
  id: string;
  /** What the row is called, for assistive technology. */
  label: string;
  row: Row;
  index: number;
  /** Is told of its element; left out where nobody asks how high it is. */
  measure: ((row: Element | null) => void) | undefined;
  columns: readonly Column<Row>[];
  href: ((row: Row) => string) | undefined;
  isActive: boolean;
  isGlowing: boolean;
  onActive: (index: number) => void;
  isSelected: boolean;
  /** Left out where rows are not selected. */
  onSelect: ((id: string, isSelected: boolean, isRange: boolean) => void) | undefined;
}

export const TableRow = memo(PlainRow) as typeof PlainRow;

function PlainRow<Row>(props: RowProps<Row>) {
  const { id, label, row, index, measure, columns, href, isActive, isGlowing, onActive, isSelected, onSelect } = props;
  const className = [styles.row, isActive && styles.active, isGlowing && "glow", href && styles.link]
    .filter(Boolean)
    .join(" ");
  return (
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      className={className}
      aria-current={isActive || undefined}
      onClick={() => onActive(index)}
    >
      {onSelect && (
        <td className={styles.select}>
          <input
            type="checkbox"
            aria-label={`Select ${label}`}
            checked={isSelected}
            onChange={({ target, nativeEvent }) =>
              onSelect(id, target.checked, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
            }
          />
        </td>
      )}
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
