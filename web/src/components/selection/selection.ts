/** Which rows of a list are selected: one by one, in ranges (Shift), or all that are shown. */
import { useCallback, useRef, useState } from "react";

export type Selection = ReadonlySet<string>;

const NONE: Selection = new Set();

/** What is selected once rows are, or are not any more. Pure. */
export function withRows(before: Selection, ids: Iterable<string>, isSelected: boolean): Selection {
  const after = new Set(before);
  for (const id of ids) {
    if (isSelected) after.add(id);
    else after.delete(id);
  }
  return after;
}

/** The rows from one to another, in the order that is shown; only the one where the other is not shown. Pure. */
export function range(shown: readonly string[], from: string | undefined, to: string): readonly string[] {
  const start = from === undefined ? -1 : shown.indexOf(from);
  const end = shown.indexOf(to);
  if (start < 0 || end < 0) return [to];
  return shown.slice(Math.min(start, end), Math.max(start, end) + 1);
}

/** `shown` gives the ids of the rows that are shown, in order. */
export function useSelection(shown: () => readonly string[]) {
  const [selection, setSelection] = useState(NONE);
  const latest = useRef(shown);
  latest.current = shown;
  // where a range starts: at the row that was selected, or not any more, before
  const anchor = useRef<string>(undefined);

  const select = useCallback((id: string, isSelected: boolean, isRange: boolean) => {
    const ids = isRange ? range(latest.current(), anchor.current, id) : [id];
    anchor.current = id;
    setSelection((before) => withRows(before, ids, isSelected));
  }, []);
  const selectAll = (isSelected: boolean) => setSelection((before) => withRows(before, shown(), isSelected));
  const selectThese = (ids: readonly string[]) => {
    anchor.current = ids.at(-1);
    setSelection((before) => withRows(before, ids, true));
  };
  const clear = () => setSelection(NONE);
  return { selection, select, selectThese, selectAll, clear };
}
