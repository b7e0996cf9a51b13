import { expect, test } from "vitest";
import { drift, fieldDrift } from "~/test/fixtures";
import { estimate, itemsOf, MOST_FIELDS, rowsShown, rowsToSelect } from "./items";
import { type DriftRow, type Group, groupsOf, rowsOf } from "./rows";

const rows = rowsOf("env", [drift("web"), drift("quiet", { ignored: true })]);
const groups = groupsOf(rows, "who");

const none = () => false;
const ignored = ({ part }: Group) => part === "ignored";
const names = (all: readonly DriftRow[]) => all.map(({ resource }) => resource);

test("what is ignored is folded: counted, and not among the rows that keys go through", () => {
  expect(itemsOf(groups, ignored).map(({ kind }) => kind)).toEqual(["group", "row", "group"]);
  expect(names(rowsShown(itemsOf(groups, ignored)))).toEqual(["VPC/web"]);
  expect(names(rowsShown(itemsOf(groups, none)))).toEqual(["VPC/web", "VPC/quiet"]);
});

test("any group is folded to its head; selecting all selects its rows too, and those that are ignored only when seen", () => {
  const all = () => true;
  expect(itemsOf(groups, all).map(({ kind }) => kind)).toEqual(["group", "group"]);
  expect(names(rowsToSelect(groups, all))).toEqual(["VPC/web"]);
  expect(names(rowsToSelect(groups, none))).toEqual(["VPC/web", "VPC/quiet"]);
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
