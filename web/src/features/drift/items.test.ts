import { expect, test } from "vitest";
import { drift, fieldDrift } from "~/test/fixtures";
import { estimate, itemsOf, MOST_FIELDS, rowsShown } from "./items";
import { groupsOf, rowsOf } from "./rows";

const rows = rowsOf("env", [drift("web"), drift("quiet", { ignored: true })]);
const groups = groupsOf(rows, "who");

test("what is ignored is folded: counted, and not among the rows that keys go through", () => {
  expect(itemsOf(groups, false).map(({ kind }) => kind)).toEqual(["group", "row", "group"]);
  expect(rowsShown(itemsOf(groups, false)).map(({ resource }) => resource)).toEqual(["VPC/web"]);
  expect(rowsShown(itemsOf(groups, true)).map(({ resource }) => resource)).toEqual(["VPC/web", "VPC/quiet"]);
});

test("a resource is about as high as its fields, and not higher than what is drawn of them", () => {
  const of = (many: number) =>
    estimate({
      kind: "row",
      part: "drift",
      row: rowsOf("env", [drift("x", { fields: Array.from({ length: many }, () => fieldDrift("a")) })])[0] as never,
    });
  expect(of(2)).toBeGreaterThan(of(1));
  expect(of(500)).toBe(of(MOST_FIELDS));
});
