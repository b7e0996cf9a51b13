/** How wide the columns of a table are, and which of them fit. Pure. */
import type { Column } from "./column";

/** A column of boxes to select rows with stands before all others. */
export const SELECT_PX = 36;

/** The least that columns given in shares get: the first one has the names, and their glyph. */
const FIRST_PX = 120;
const SHARE_PX = 72;

type Sized = Pick<Column<never>, "width" | "isWide">;

function shareOf({ width = "1fr" }: Sized): number {
  return typeof width === "number" ? 0 : Number.parseFloat(width);
}

/** What a column gets at least. */
function floorOf({ width }: Sized, at: number): number {
  if (typeof width === "number") return width;
  return at === 0 ? FIRST_PX : SHARE_PX;
}

/** How wide a table is at least, in pixels; `before`: what stands before its columns. */
export function leastWidth(columns: readonly Sized[], before: number): number {
  return columns.reduce((sum, column, at) => sum + floorOf(column, at), before);
}

/**
 * The columns that have room in a frame: from the right, those that a phone does not have go first. What is kept on purpose stays,
 * and so may be wider than the frame, which scrolls then.
 */
export function fittingColumns<One extends Sized>(
  columns: readonly One[],
  frame: number,
  before: number,
  isKept: (column: One) => boolean,
): readonly One[] {
  let fitting = columns;
  while (leastWidth(fitting, before) > frame) {
    const last = fitting.findLastIndex((column, at) => at > 0 && column.isWide && !isKept(column));
    if (last < 0) break;
    fitting = fitting.filter((_, at) => at !== last);
  }
  return fitting;
}

/** Pixels as they are; shares as a part of what is left, and never less than their least. */
export function columnWidths(columns: readonly Sized[], frame: number, before: number): number[] {
  const atFloor = new Set<number>();
  for (;;) {
    const isOpen = (column: Sized, at: number) => shareOf(column) > 0 && !atFloor.has(at);
    const taken = columns.reduce((sum, column, at) => (isOpen(column, at) ? sum : sum + floorOf(column, at)), before);
    const all = columns.reduce((sum, column, at) => (isOpen(column, at) ? sum + shareOf(column) : sum), 0);
    const wide = (column: Sized) => ((frame - taken) * shareOf(column)) / all;
    const short = columns.flatMap((column, at) =>
      isOpen(column, at) && wide(column) < floorOf(column, at) ? [at] : [],
    );
    if (short.length === 0)
      return columns.map((column, at) => (isOpen(column, at) ? wide(column) : floorOf(column, at)));
    for (const at of short) atFloor.add(at);
  }
}
