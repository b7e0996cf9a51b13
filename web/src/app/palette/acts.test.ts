import { expect, test } from "vitest";
import type { Found } from "~/api/types";
import { ADMIN, EDITOR, VIEWER } from "~/test/fixtures";
import { actsOn } from "./acts";
import { hrefOf } from "./entries";

const VPC: Found = {
  what: "resource",
  label: "VPC/web",
  fabric: "env",
  group: "vpc.githedgehog.com",
  kind: "VPC",
  namespace: "default",
  name: "web",
  field: 'spec.a."b.c"[0]',
};

test("a resource found by a field leads to that field", () => {
  const page = "/fabrics/env/resources/VPC/default/web";
  expect(hrefOf(VPC)).toBe(`${page}?field=spec.a.%22b.c%22%5B0%5D`);
  expect(hrefOf({ ...VPC, field: null })).toBe(page);
});

test("a person leads to their account", () => {
  expect(hrefOf({ what: "person", label: "Bob", name: "bob+1" })).toBe("/people?person=bob%2B1");
});

test("a resource is edited by those who may, and its names are those that the programs take", () => {
  const labels = (me: typeof ADMIN) => actsOn(VPC, me).map(({ label }) => label);
  expect(labels(EDITOR)).toEqual([
    "Open",
    "Edit by form",
    "Edit as YAML",
    "YAML",
    "What refers to it",
    "History",
    "Copy the name for hedgerow",
    "Copy the name for kubectl",
  ]);
  expect(labels(VIEWER)).not.toContain("Edit by form");
  expect(actsOn(VPC, VIEWER).flatMap(({ copies }) => copies ?? [])).toEqual([
    "VPC/web",
    "vpc.vpc.githedgehog.com/web -n default",
  ]);
});

test("a fabric has actions, a change and a run have none", () => {
  const fabric: Found = { what: "fabric", label: "env", fabric: "env" };
  expect(actsOn(fabric, EDITOR).find(({ id }) => id === "new")?.to).toBe("/fabrics/env/new");
  expect(actsOn(fabric, VIEWER).find(({ id }) => id === "new")).toBeUndefined();
  expect(actsOn({ what: "change", label: "x", id: "1" }, ADMIN)).toEqual([]);
  expect(actsOn({ what: "run", label: "sync 1", id: "1" }, ADMIN)).toEqual([]);
});
