import { expect, test } from "vitest";
import { columnWidths, fittingColumns, leastWidth, SELECT_PX } from "./widths";

/** As the resources of a fabric have them. */
const NAME = { id: "name", width: "8fr" } as const;
const KIND = { id: "kind", width: 124 } as const;
const FACTS = { id: "facts", width: "6fr", isWide: true } as const;
const CHANGED = { id: "changed", width: 208, isWide: true } as const;
const COLUMNS = [NAME, KIND, FACTS, CHANGED];

const kept = () => false;

test.each([
  // frame, and what is shown of it, how wide
  [1400, { name: 589.7, kind: 124, facts: 442.3, changed: 208 }],
  [800, { name: 246.9, kind: 124, facts: 185.1, changed: 208 }],
  // the names keep their least
  [570, { name: 120, kind: 124, facts: 82, changed: 208 }],
  [560, { name: 120, kind: 124, facts: 72, changed: 208 }],
  // what a phone does not have goes from the right
  [559, { name: 228, kind: 124, facts: 171 }],
  [352, { name: 120, kind: 124, facts: 72 }],
  [351, { name: 191, kind: 124 }],
  [300, { name: 140, kind: 124 }],
  // narrower than that it scrolls
  [200, { name: 120, kind: 124 }],
])("in a frame of %i px each column has room for its words", (frame, expected) => {
  const columns = fittingColumns(COLUMNS, frame, SELECT_PX, kept);
  const widths = columnWidths(columns, frame, SELECT_PX).map((width) => Math.round(width * 10) / 10);
  expect(Object.fromEntries(columns.map(({ id }, at) => [id, widths[at]]))).toEqual(expected);
});

test("a column that a person chose stays, and another one goes; the table is then as wide as it needs", () => {
  const isChosen = (column: { id: string }) => column.id === "changed";
  const columns = fittingColumns(COLUMNS, 500, 0, isChosen);
  expect(columns.map(({ id }) => id)).toEqual(["name", "kind", "changed"]);
  expect(fittingColumns(COLUMNS, 300, 0, isChosen)).toEqual(columns);
  expect(leastWidth(columns, 0)).toBe(120 + 124 + 208);
});

test("the first column stays whatever it is, and where all fit nothing is made again", () => {
  const wide = [{ ...CHANGED, id: "first" }, FACTS];
  expect(fittingColumns(wide, 10, 0, kept).map(({ id }) => id)).toEqual(["first"]);
  expect(fittingColumns(COLUMNS, 1400, 0, kept)).toBe(COLUMNS);
});
