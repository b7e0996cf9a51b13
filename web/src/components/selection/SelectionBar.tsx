/** What is selected in a list, and what can be done with it. */
import { type ReactNode, useMemo, useState } from "react";
import { Button } from "~/components/Button";
import { count, number } from "~/lib/words";
import styles from "./Selection.module.css";

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
  /** All that the filter leaves are selected; left out while not all of them are known. */
  onAll: (() => void) | undefined;
  onClear: () => void;
}

/** Rows that went meanwhile are not selected any more; those that a filter hides are, and are counted. */
export function SelectionBar<Row>({ rows, shown, selecting, isSelected, onAll, onClear }: Props<Row>) {
  const selected = useMemo(() => rows.filter(isSelected), [rows, isSelected]);
  const visible = useMemo(() => new Set(shown), [shown]);
  const [isUsed, setUsed] = useState(false);
  if (selected.length > 0 && !isUsed) setUsed(true);
  if (selected.length === 0 && !isUsed) return null;
  const hidden = selected.filter((row) => !visible.has(row)).length;
  const fit = shown.length;
  const isAll = selected.length - hidden === fit;
  return (
    // what an action opened stays, though what it acted on has left the list
    <section aria-label="Selection" className={`panel ${styles.bar}`} hidden={selected.length === 0}>
      <span role="status">
        {count(selected.length, selecting.thing)} selected{hidden > 0 && `, ${hidden} hidden by the filter`}
        {onAll && !isAll && (
          <>
            {" · "}
            <button type="button" className={styles.all} onClick={onAll}>
              select all {number(fit)} that fit
            </button>
          </>
        )}
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
