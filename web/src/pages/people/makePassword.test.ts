import { expect, test } from "vitest";
import { passwordProblem } from "~/features/account/account";
import { makePassword } from "./makePassword";

test("a made password is long enough, readable, and another one each time", () => {
  const made = Array.from({ length: 50 }, makePassword);
  expect(new Set(made).size).toBe(50);
  for (const password of made) {
    expect(passwordProblem(password)).toBeUndefined();
    expect(password).toMatch(/^[a-z0-9A-Z]{5}(-[a-z0-9A-Z]{5}){3}$/);
    expect(password).not.toMatch(/[il1oO0]/);
  }
});
