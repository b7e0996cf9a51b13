import { expect, test } from "vitest";
import type { DiffView, FindingView } from "~/api/types";
import { change, draft } from "~/test/fixtures";
import { verdictOf } from "../verdict";
import { barWords, CHECKED_AT_ONCE, fabricIn } from "./words";

const said = (of: Parameters<typeof barWords>[0], diff?: Partial<DiffView>) =>
  barWords(of, diff && ({ conflicts: [], problems: [], ...diff } as DiffView))
    .map(({ text, isHeld }) => (isHeld ? `! ${text}` : text))
    .join(" · ");

test("the bar says how much there is, and what stands behind it", () => {
  expect(said(change({ drafts: [] }))).toBe("no edits left");
  expect(said(change())).toBe("1 edit · being checked …");
  expect(said(change({ drafts: [draft("a"), draft("b")] }), { passed: 12, not_possible: 1 })).toBe(
    "2 edits · 12 checks passed, 1 not possible",
  );
  expect(said(change(), {})).toBe("1 edit · no rule between resources was checked");
});

test("warnings are counted beside what passed, in the words of the form", () => {
  const warnings = [{ severity: "warning" }] as FindingView[];
  expect(said(change(), { passed: 12, warnings })).toBe("1 edit · 1 warning · 12 checks passed");
  expect(verdictOf({ findings: warnings, resources: ["VPC/web"], passed: 12 }).text).toBe(
    "1 warning; 12 checks passed.",
  );
});

test("what has to be done first is said in the place of what was checked", () => {
  expect(said(change({ conflicts: 2 }), { passed: 3 })).toBe("1 edit · ! 2 conflicts to decide");
  expect(said(change(), { passed: 3, conflicts: [{}] as never })).toBe("1 edit · ! 1 conflict to decide");
  const problems = [
    { rule: "taken", severity: "error" },
    // one that is met for the first time
    { rule: "conflict", severity: "error" },
  ] as FindingView[];
  expect(said(change(), { passed: 3, problems })).toBe("1 edit · ! 1 conflict to decide");
  const errors = problems.slice(0, 1);
  expect(said(change(), { passed: 3, problems: errors })).toBe("1 edit · ! 1 error · 3 checks passed");
  expect(said(change({ state: "awaiting approval" }), { passed: 3, problems: errors })).toContain("! 1 error");
  expect(said(change({ state: "awaiting approval" }), { passed: 3 })).toContain("waits for another person's approval");
});

test("very many edits are checked on their own page, and nothing is claimed of them", () => {
  const drafts = Array.from({ length: CHECKED_AT_ONCE + 1 }, (_, at) => draft(`n${at}`));
  expect(said(change({ drafts }))).toBe("101 edits · checked on its page");
});

test("the fabric of an address is found, and an address that is none claims none", () => {
  expect(fabricIn("/fabrics/a%20b/resources")).toBe("a b");
  expect(fabricIn("/fabrics/%E0%A4%A")).toBeUndefined();
  expect(fabricIn("/fabrics")).toBeUndefined();
  expect(fabricIn("/changes/x")).toBeUndefined();
});
