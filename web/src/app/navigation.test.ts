import { expect, test } from "vitest";
import type { Me, Permission } from "~/api/types";
import { changeIn, crumbs, PLACES, resourceHref, safeNext } from "./navigation";

const person = (permissions: Permission[], fabrics: Me["fabrics"] = {}): Me => ({
  kind: "user",
  login: "ada",
  name: "Ada",
  email: "ada@example.org",
  admin: permissions.includes("administer"),
  permissions,
  fabrics,
  tour: false,
  newest_event: "7-70",
});
const seenBy = (me: Me) => PLACES.filter((place) => place.isVisible(me)).map((place) => place.label);

test("a viewer is not led to what only administrators may open", () => {
  expect(seenBy(person(["read"]))).toEqual([
    "Overview",
    "Fabrics",
    "Changes",
    "Conflicts",
    "Drift",
    "Activity",
    "Repositories",
    "Policies",
    "Settings",
  ]);
  expect(seenBy(person(["administer"]))).toHaveLength(PLACES.length);
});

test("the admin of one fabric reads its audit", () => {
  expect(seenBy(person([], { lab: ["read", "manage"] }))).toContain("Audit");
});

test("crumbs lead from the outside in, and not to where one is", () => {
  expect(crumbs("/fabrics/lab/resources/VPC/default/web")).toEqual([
    { label: "Fabrics", to: "/fabrics" },
    { label: "lab", to: "/fabrics/lab" },
    { label: "VPC/web", isMono: true },
  ]);
  expect(crumbs("/runs/12")).toEqual([{ label: "Activity", to: "/activity" }, { label: "Run 12" }]);
  expect(crumbs("/changes/more%20room")).toEqual([{ label: "Changes", to: "/changes" }, { label: "more room" }]);
  expect(crumbs("/")).toEqual([{ label: "Overview" }]);
  expect(crumbs("/help/merging")).toEqual([{ label: "Help", to: "/help" }, { label: "merging" }]);
});

test("names with slashes stay one part of an address", () => {
  expect(resourceHref("a/b", { kind: "VPC", namespace: "", name: "x y" })).toBe("/fabrics/a%2Fb/resources/VPC/-/x%20y");
});

test("a log-in leads nowhere else", () => {
  expect(safeNext("/changes?x=1")).toBe("/changes?x=1");
  for (const elsewhere of ["//evil.example", "/\\evil.example", "https://evil.example", undefined, 3]) {
    expect(safeNext(elsewhere)).toBe("/");
  }
});

test("a change is called by its name, also where the address has its id", () => {
  expect(changeIn("/changes/01a2%20b")).toBe("01a2 b");
  expect(changeIn("/fabrics/lab")).toBeUndefined();
  expect(crumbs("/changes/01a2", "bigger pool").map((crumb) => crumb.label)).toEqual(["Changes", "bigger pool"]);
  expect(crumbs("/changes/01a2").map((crumb) => crumb.label)).toEqual(["Changes", "01a2"]);
});
