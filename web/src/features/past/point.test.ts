import { expect, test } from "vitest";
import { fieldTime, isNow, pointOf, searchOf, typedPoint, usualTimes } from "./point";

test("an address says a commit or a time, and what is neither is now", () => {
  for (const point of [{ commit: "4f2a91c" }, { time: 1764000000000 }, {}]) {
    expect(pointOf(searchOf(point))).toEqual(point);
  }
  expect(pointOf({ commit: "4f2a91c", time: "5" })).toEqual({ commit: "4f2a91c" });
  expect(pointOf({ time: "yesterday" })).toEqual({});
  expect([isNow({}), isNow({ time: 0 }), isNow({ commit: "4f2a91c" })]).toEqual([true, false, false]);
});

test("what is typed is a commit, else a time, and what is wrong is told", () => {
  expect(typedPoint(" 4F2A91C ", "2026-11-30T12:00")).toEqual({ commit: "4f2a91c" });
  expect(typedPoint("main", "")).toContain("hexadecimal digits");
  expect(typedPoint("", "")).toBe("Choose a time, or enter a commit.");
  const at = new Date(2026, 10, 30, 12, 0).getTime();
  expect(typedPoint("", "2026-11-30T12:00")).toEqual({ time: at });
  expect(typedPoint("", fieldTime(at))).toEqual({ time: at });
});

test("the usual times lie before now, the nearest first", () => {
  const times = usualTimes(1_000_000_000).map(({ time }) => 1_000_000_000 - time);
  expect(times).toEqual([3_600_000, 86_400_000, 604_800_000]);
});
