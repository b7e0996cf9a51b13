/** What is selected in a table, and what can be done with it. */
import { type ReactNode, useMemo } from "react";
import { Button } from "~/components/Button";
import { count } from "~/lib/words";
import styles from "./DataTable.module.css";

export interface Selecting<Row> {
  /** What one row is called. */
  nameOf: (row: Row) => string;
  /** What several are called, in the singular: `resource`. */
  thing: string;
  /** The actions for those that are selected; `done` clears the selection. */
  actions: (selected: readonly Row[], done: () => void) => ReactNode;
}

interface Props<Row> {
  rows: readonly Row[];
  /** Those that the filter leaves. */
  shown: readonly Row[];
  selecting: Selecting<Row>;
  isSelected: (row: Row) => boolean;
  onClear: () => void;
}

/** Rows that went meanwhile are not selected any more; those that a filter hides are, and are counted. */
export function SelectionBar<Row>({ rows, shown, selecting, isSelected, onClear }: Props<Row>) {
  const selected = rows.filter(isSelected);
  const visible = useMemo(() => new Set(shown), [shown]);
  if (selected.length === 0) return null;
  const hidden = selected.filter((row) => !visible.has(row)).length;
  return (
    <section aria-label="Selection" className={`panel ${styles.selection}`}>
      <span role="status">
        {count(selected.length, selecting.thing)} selected{hidden > 0 && `, ${hidden} hidden by the filter`}
      </span>
      <div className="line">
        {selecting.actions(selected, onClear)}
        <Button look="quiet" onClick={onClear}>
          Clear selection
        </Button>
      </div>
    </section>
  );
}

interface AllProps<Row> {
  /** All that are shown. */
  of: readonly Row[];
  isSelected: (row: Row) => boolean;
  onChange: (isAll: boolean) => void;
}

/** Selects all that are shown, or none of them. */
export function SelectAll<Row>({ of, isSelected, onChange }: AllProps<Row>) {
  const isSome = of.some(isSelected);
  const isAll = isSome && of.every(isSelected);
  return (
    <th scope="col" className={styles.select}>
      <input
        type="checkbox"
        aria-label="Select all shown rows"
        checked={isAll}
        ref={(box) => {
          if (box) box.indeterminate = isSome && !isAll;
        }}
        onChange={(event) => onChange(event.target.checked)}
      />
    </th>
  );
}
