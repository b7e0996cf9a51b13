import { expect, test } from "vitest";
import { rebase } from "./rebase";

const base = { name: "Bob", email: "bob@example.org", active: true, roles: [{ role: "viewer" as const }] };

test("what was typed stays, and what somebody else changed is not taken back", () => {
  const typed = { ...base, name: "Bobby" };
  const now = { ...base, email: "new@example.org", roles: [{ role: "admin" as const }] };
  expect(rebase(typed, base, now)).toEqual({ ...now, name: "Bobby" });
});

test("a field that both changed is as it was typed", () => {
  expect(rebase({ ...base, name: "Mine" }, base, { ...base, name: "Theirs" }).name).toBe("Mine");
});
