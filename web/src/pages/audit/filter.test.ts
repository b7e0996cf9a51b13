import { expect, test } from "vitest";
import { filterOf, searchOf } from "./filter";

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
