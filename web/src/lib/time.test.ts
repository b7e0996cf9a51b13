import { expect, test } from "vitest";
import { exact } from "./time";

test("an exact time names its zone", () => {
  expect(exact(Date.UTC(2026, 10, 28, 4, 2, 40))).toMatch(/(?:UTC|GMT|Z|[A-Z]{3,5}|[+-]\d)/);
});
