import { expect, test } from "vitest";
import type { FindingView, Severity } from "~/api/types";
import { errorsInWords, groupByRule } from "./group";

const finding = (rule: string, severity: Severity, message = "x"): FindingView => ({
  path: "a.yaml",
  line: 1,
  column: 1,
  severity,
  rule,
  message,
});

test("the worst rules come first, then the most frequent, and last what was not checked", () => {
  const groups = groupByRule([
    finding("not-checked", "info"),
    finding("helm", "info"),
    finding("deprecated", "warning"),
    finding("type", "error"),
    finding("vpc-mode", "error"),
    finding("vpc-mode", "error"),
    finding("not-checked", "info"),
  ]);
  expect(groups.map(({ rule, findings }) => [rule, findings.length])).toEqual([
    ["vpc-mode", 2],
    ["type", 1],
    ["deprecated", 1],
    ["helm", 1],
    ["not-checked", 2],
  ]);
});

test("a rule is as bad as its worst finding, which is its first", () => {
  const [group] = groupByRule([finding("symlink", "info"), finding("symlink", "warning", "worst")]);
  expect(group?.severity).toBe("warning");
  expect(group?.findings[0]?.message).toBe("worst");
});

test("the rules that errors break are named with their counts, the rest is counted", () => {
  const rule = (rule: string, severity: Severity, count: number) => ({ rule, severity, count });
  expect(errorsInWords([rule("vpc-vlan-other", "error", 2), rule("deprecated", "warning", 9)])).toBe(
    "VPC: VLAN of another VPC (2)",
  );
  expect(errorsInWords([rule("type", "error", 3), rule("required", "error", 1)], 1)).toBe(
    "Wrong type (3) and 1 other rule",
  );
  expect(errorsInWords([rule("not-checked", "info", 3)])).toBeUndefined();
});
