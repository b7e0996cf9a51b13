import { expect, test } from "vitest";
import type { FindingView, Severity } from "~/api/types";
import { verdictOf } from "./verdict";

const finding = (severity: Severity): FindingView => ({
  path: "",
  line: 1,
  column: 1,
  severity,
  rule: "type",
  message: "x",
});

test("a text is fine with what was checked of it", () => {
  expect(verdictOf({ findings: [], resources: ["VPC/web"], passed: 25, not_possible: 2 })).toEqual({
    text: "It matches its schema; 25 checks passed, 2 not possible.",
    isFine: true,
  });
  expect(verdictOf({ findings: [], resources: ["VPC/a", "VPC/b"] }).text).toBe(
    "2 resources match their schemas; no rule between resources was checked.",
  );
});

test("a text without a resource is not fine: nothing was checked", () => {
  expect(verdictOf({ findings: [], resources: [] })).toEqual({
    text: "The text holds no resource, so nothing was checked.",
    isFine: false,
  });
});

test("errors, warnings and notes are counted as such", () => {
  const findings = [finding("error"), finding("warning"), finding("warning"), finding("info")];
  expect(verdictOf({ findings, resources: ["VPC/web"], passed: 1 })).toEqual({
    text: "1 error, 2 warnings and 1 note; 1 check passed.",
    isFine: false,
  });
});

test("what cannot be saved yet is not fine, whatever was checked of it", () => {
  const answer = { findings: [], resources: ["VPC/web"], passed: 11 };
  expect(verdictOf(answer, "It needs a name.")).toEqual({
    text: "It matches its schema; 11 checks passed. It cannot be saved yet. It needs a name.",
    isFine: false,
  });
  expect(verdictOf(answer).isFine).toBe(true);
});
