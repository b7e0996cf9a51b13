import { expect, test } from "vitest";
import type { RoleView } from "~/api/types";
import { grantWords, isCovered, roleAt, sameGrants, withRole } from "./grants";

const RANKS = ["viewer", "editor", "publisher", "admin"] as const;
const grants: RoleView[] = [{ fabric: "dc-1", role: "publisher" }, { role: "viewer" }];

test("a place has one role, and all fabrics are a place of their own", () => {
  expect(roleAt(grants, "dc-1")).toBe("publisher");
  expect(roleAt(grants, undefined)).toBe("viewer");
  expect(roleAt(grants, "dc-2")).toBe("");
});

test("giving a role replaces the one of that place only; none takes it away", () => {
  expect(withRole(grants, "dc-1", "admin")).toEqual([{ role: "viewer" }, { fabric: "dc-1", role: "admin" }]);
  expect(withRole(grants, undefined, "")).toEqual([{ fabric: "dc-1", role: "publisher" }]);
});

test("a role that says no more than the one in all fabrics is told", () => {
  expect(isCovered(grants, "dc-1", RANKS)).toBe(false);
  expect(isCovered(withRole(grants, undefined, "admin"), "dc-1", RANKS)).toBe(true);
  expect(isCovered(grants, "dc-2", RANKS)).toBe(false);
});

test("roles read as words", () => {
  expect(grantWords(grants)).toBe("viewer of all fabrics and publisher of dc-1");
  expect(grantWords([])).toBe("no role: sees nothing");
});

test("the order of grants says nothing", () => {
  expect(sameGrants(grants, [...grants].reverse())).toBe(true);
  expect(sameGrants(grants, [])).toBe(false);
});
