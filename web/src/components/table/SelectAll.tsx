/** The box in a table's head: all rows that are shown, or none of them. */

import { useMemo } from "react";
import styles from "./DataTable.module.css";

interface Props<Row> {
  /** All that are shown. */
  of: readonly Row[];
  /** More are on their way. */
  isPartial: boolean;
  isSelected: (row: Row) => boolean;
  onChange: (isAll: boolean) => void;
}

/** Selects all that are shown, or none of them. */
export function SelectAll<Row>({ of, isPartial, isSelected, onChange }: Props<Row>) {
  const isSome = useMemo(() => of.some(isSelected), [of, isSelected]);
  const isAll = useMemo(() => isSome && of.every(isSelected), [isSome, of, isSelected]);
  return (
    <th scope="col" className={styles.select}>
      <input
        type="checkbox"
        aria-label="Select all shown rows"
        checked={isAll && !isPartial}
        disabled={isPartial}
        ref={(box) => {
          if (box) box.indeterminate = isSome && !isAll;
        }}
        onChange={(event) => onChange(event.target.checked)}
      />
    </th>
  );
}
