import { expect, test } from "vitest";
import { sortRows } from "./sort";

const self = <Value>(value: Value) => value;

test("names are sorted as people count", () => {
  expect(sortRows(["leaf-10", "leaf-2", "Leaf-1"], self, false)).toEqual(["Leaf-1", "leaf-2", "leaf-10"]);
  expect(sortRows([10, 9, 100], self, true)).toEqual([100, 10, 9]);
});

test("nothing comes last in both directions, and equal rows stay in order", () => {
  expect(sortRows(["", "b", undefined, "a"], self, false)).toEqual(["a", "b", "", undefined]);
  expect(sortRows(["", "b", undefined, "a"], self, true)).toEqual(["b", "a", "", undefined]);
});
