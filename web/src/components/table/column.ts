/** A column, as pages describe it. */
import type { ReactNode } from "react";
import type { Cell } from "~/lib/csv";
import type { SortValue } from "~/lib/sort";

export interface Column<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** What it is sorted by; a column without it is not sorted. */
  value?: (row: Row) => SortValue;
  /** What stands in a file for a spreadsheet, where it is another than what the column is sorted by. */
  text?: (row: Row) => Cell;
  /** In pixels, or a share of what is left such as `2fr`; `1fr` when left out. */
  width?: number | `${number}fr`;
  /** Numbers go to the right. */
  isNumber?: boolean;
  /** Addresses, names and commits. */
  isMono?: boolean;
  /** Off until a person chooses it. */
  isHidden?: boolean;
  /** Left out on a phone, and where the window is too narrow: from the right. */
  isWide?: boolean;
}
