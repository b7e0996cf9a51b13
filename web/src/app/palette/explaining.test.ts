import { expect, test } from "vitest";
import { explaining } from "./explaining";

test("a word for a state is explained as soon as it is begun", () => {
  const [first] = explaining("Outd");
  expect(first?.label).toBe("What “outdated” means");
  expect(first?.detail).toBeTruthy();
});

test("what is no word for a state, or too short to be one, is not explained", () => {
  expect(explaining("ou")).toEqual([]);
  expect(explaining("web-1")).toEqual([]);
  expect(explaining("  ")).toEqual([]);
});

test("one word may mean several things, and not too many are told", () => {
  for (const typed of ["in ", "con", "fai", "pub"]) {
    const all = explaining(typed);
    expect(all.length).toBeLessThanOrEqual(3);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  }
});
