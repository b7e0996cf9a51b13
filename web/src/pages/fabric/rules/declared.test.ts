import { expect, test } from "vitest";
import * as decide from "./declared";

test("each mistake of a refused text is at its line, and the last line is none", () => {
  const detail = "line 3: VPC does not have `spec.vlans`\nline 12: `to` is missing: x\nand 4 more\nnothing was changed";
  expect(decide.mistakesIn(detail)).toEqual([
    { line: 3, column: 0, severity: "error", message: "VPC does not have `spec.vlans`" },
    { line: 12, column: 0, severity: "error", message: "`to` is missing: x" },
  ]);
  expect(decide.mistakesIn(undefined)).toEqual([]);
  expect(decide.mistakesIn("the fabric was edited by another person")).toEqual([]);
});

test("what is said of rules is shown by rule", () => {
  const notes = [
    { rule: "declared/a", message: "x" },
    { rule: "declared/b", message: "y" },
    { rule: "declared/a", message: "z" },
  ];
  expect(decide.notesOf(notes)).toEqual([
    { rule: "declared/a", messages: ["x", "z"] },
    { rule: "declared/b", messages: ["y"] },
  ]);
});

test("a rule of the fabric is known by its id", () => {
  expect(decide.isDeclared({ id: "declared/vni" })).toBe(true);
  expect(decide.isDeclared({ id: "vpc-vlan-other" })).toBe(false);
});
