import { expect, test } from "vitest";
import { deltaWords } from "./delta";

test("what a side changed is told in a few words", () => {
  expect(deltaWords(1001, 1400)).toBe("1001 → 1400");
  expect(deltaWords(null, 1)).toBe("added");
  expect(deltaWords(1, undefined)).toBe("removed");
  expect(deltaWords(1, 1)).toBeUndefined();
  expect(deltaWords(["a", "b"], ["b", "c", "d"])).toBe("2 items added, 1 item removed");
  expect(deltaWords(["a", "b"], ["b", "a"])).toBe("another order");
  expect(deltaWords({ a: 1, b: 2 }, { a: 1, b: 3, c: 4 })).toBe("2 fields changed");
  expect(deltaWords("x".repeat(200), "short")).toBe("changed");
});
