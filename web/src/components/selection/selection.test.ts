import { expect, test } from "vitest";
import { range, withRows } from "./selection";

const SHOWN = ["a", "b", "c", "d"];

test("rows are added to what is selected, and removed from it, without touching others", () => {
  const before = new Set(["a", "hidden"]);
  expect([...withRows(before, ["a", "b"], true)]).toEqual(["a", "hidden", "b"]);
  expect([...withRows(before, ["a", "b"], false)]).toEqual(["hidden"]);
  expect([...before]).toEqual(["a", "hidden"]);
});

test("a range goes both ways in the order that is shown, and is one row where its start is not shown", () => {
  expect(range(SHOWN, "b", "d")).toEqual(["b", "c", "d"]);
  expect(range(SHOWN, "d", "b")).toEqual(["b", "c", "d"]);
  expect(range(SHOWN, "c", "c")).toEqual(["c"]);
  expect(range(SHOWN, undefined, "c")).toEqual(["c"]);
  expect(range(SHOWN, "gone", "c")).toEqual(["c"]);
});
