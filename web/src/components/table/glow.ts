/** Which rows changed since the last data. */
import { useEffect, useRef, useState } from "react";

const GLOW_MS = 2600;

/**
 * The rows of `after` that are new or whose mark is another than before. Answers keep the identity of what did not change
 * in them (TanStack Query shares structure), so by default the row itself is its mark.
 */
export function changedRows<Row>(
  before: ReadonlyMap<string, unknown>,
  after: readonly Row[],
  rowId: (row: Row) => string,
  mark: (row: Row) => unknown,
): { changed: Set<string>; marks: Map<string, unknown> } {
  const changed = new Set<string>();
  const marks = new Map<string, unknown>();
  for (const row of after) {
    const id = rowId(row);
    const value = mark(row);
    marks.set(id, value);
    if (!before.has(id) || before.get(id) !== value) changed.add(id);
  }
  return { changed, marks };
}

const NONE: ReadonlySet<string> = new Set();

/** When much changes at once, nothing stands out: nothing glows. */
const MOST = 100;

/** Rows to glow now: none when the table is first shown. */
export function useGlowing<Row>(
  rows: readonly Row[],
  rowId: (row: Row) => string,
  glowOf: ((row: Row) => unknown) | false | undefined,
): ReadonlySet<string> {
  const known = useRef<ReadonlyMap<string, unknown>>(undefined);
  const [glowing, setGlowing] = useState(NONE);
  const functions = useRef({ rowId, glowOf });
  functions.current = { rowId, glowOf };

  useEffect(() => {
    const { rowId: id, glowOf: mark } = functions.current;
    if (mark === false) return;
    const { changed, marks } = changedRows(known.current ?? new Map(), rows, id, mark ?? ((row) => row));
    const isFirst = known.current === undefined;
    known.current = marks;
    const isAll = changed.size === rows.length && rows.length > 1;
    if (isFirst || isAll || changed.size === 0 || changed.size > MOST) return;
    setGlowing(changed);
    const timer = setTimeout(() => setGlowing(NONE), GLOW_MS);
    return () => clearTimeout(timer);
  }, [rows]);

  return glowing;
}
