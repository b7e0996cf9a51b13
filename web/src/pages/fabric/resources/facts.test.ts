import { expect, test } from "vitest";
import type { ResourceView } from "~/api/types";
import { resource } from "~/test/fixtures";
import { factNames, factOf } from "./facts";

function told(kind: string, ...names: string[]): ResourceView {
  const facts = names.map((name) => ({ name, value: `of ${name}` }));
  return { ...resource("a"), kind, facts } as ResourceView;
}

const names = (rows: ResourceView[], kind: string) =>
  factNames(rows, kind).map(({ name, isShown }) => (isShown ? name : `(${name})`));

test.each([
  [
    "what matters first of a kind is shown",
    [told("Switch", "role", "profile", "ports")],
    ["role", "(profile)", "ports"],
  ],
  [
    "what only some tell stands where they tell it",
    [told("Switch", "role", "address"), told("Switch", "role", "ports", "address")],
    ["role", "ports", "(address)"],
  ],
  ["another kind says nothing", [told("VPC", "subnets")], []],
  ["a kind without facts has none", [told("Switch")], []],
])("%s", (_, rows, wanted) => {
  expect(names(rows, "switch")).toEqual(wanted);
});

test("of a kind that is not known the first are shown", () => {
  expect(names([told("Probe", "A", "B", "C", "D")], "probe")).toEqual(["A", "B", "C", "(D)"]);
});

test("a fact is found by its name", () => {
  expect(factOf(told("VPC", "subnets"), "subnets")).toBe("of subnets");
  expect(factOf(told("VPC"), "subnets")).toBeUndefined();
});
