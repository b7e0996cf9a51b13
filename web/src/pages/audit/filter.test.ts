import { expect, test } from "vitest";
import { filterOf, PERIODS, searchOf } from "./filter";

test("an address gives texts and nothing else", () => {
  expect(searchOf({ action: "login", actor: 7, fabric: "", outcome: { a: 1 }, other: "x" })).toEqual({
    action: "login",
    actor: "7",
  });
});

test("times are those of the reader, and the last minute is in", () => {
  const at = new Date("2026-11-01T10:00").getTime();
  expect(filterOf({ action: "login", since: "2026-11-01T10:00", until: "2026-11-01T10:00" })).toEqual({
    action: "login",
    since: at,
    until: at + 59_999,
  });
  expect(filterOf({ since: "yesterday" })).toEqual({});
});

test("a period begins that long before it is chosen, as its field has it", () => {
  const now = new Date("2026-11-01T10:20:59").getTime();
  expect(PERIODS.map(({ label, since }) => [label, since(now)])).toEqual([
    ["Last hour", "2026-11-01T09:20"],
    ["Today", "2026-11-01T00:00"],
    ["Last 7 days", "2026-10-25T10:20"],
  ]);
});
