import { expect, test } from "vitest";
import { isTooLong, shownText, typedValue } from "./scalars";
import type { Shape } from "./shape";

test.each<[string, Shape, unknown]>([
  ["1001", "whole", 1001],
  ["-1", "whole", -1],
  [" 12 ", "whole", 12],
  ["1.5", "whole", "1.5"],
  ["1.5", "number", 1.5],
  ["1.", "number", "1."],
  ["0x10", "whole", "0x10"],
  ["007", "whole", "007"],
  ["9007199254740993", "whole", "9007199254740993"],
  ["Infinity", "number", "Infinity"],
  ["25%", "either", "25%"],
  ["25", "either", 25],
  ["1001", "text", "1001"],
  ["", "whole", undefined],
  ["", "text", undefined],
])("%j typed for %s", (text, wanted, value) => {
  expect(typedValue(text, wanted, undefined)).toBe(value);
});

test("an entry that is emptied stays an entry", () => {
  expect(typedValue("", "text", "")).toBe("");
});

test("what is there is shown as it was typed", () => {
  expect([undefined, null, 0, false, "x", { a: 1 }].map(shownText)).toEqual(["", "", "0", "false", "x", '{"a":1}']);
});

test("a number that the page cannot hold is known", () => {
  expect(isTooLong(JSON.parse("9007199254740993"))).toBe(true);
  expect(isTooLong(9007199254740991)).toBe(false);
  expect(isTooLong(1e300)).toBe(true);
  expect(isTooLong("9007199254740993")).toBe(false);
});
