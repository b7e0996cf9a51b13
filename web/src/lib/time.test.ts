import { expect, test } from "vitest";
import { dateBeside, exact } from "./time";

test("an exact time names its zone", () => {
  expect(exact(Date.UTC(2026, 10, 28, 4, 2, 40))).toMatch(/(?:UTC|GMT|Z|[A-Z]{3,5}|[+-]\d)/);
});

test("what is longer ago than a day has its date beside it, with the year of another one", () => {
  const now = new Date(2026, 10, 30, 12).getTime();
  const DAY = 86_400_000;
  expect(dateBeside(now - DAY + 1, now)).toBeUndefined();
  expect(dateBeside(now + DAY - 1, now)).toBeUndefined();
  expect(dateBeside(now - DAY, now)).toBe("29 Nov");
  expect(dateBeside(now + 3 * DAY, now)).toBe("3 Dec");
  expect(dateBeside(new Date(2025, 10, 27, 12).getTime(), now)).toBe("27 Nov 2025");
});
