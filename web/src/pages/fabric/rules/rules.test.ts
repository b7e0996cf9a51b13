import { expect, test } from "vitest";
import type { FindingView, RulesView, RuleView } from "~/api/types";
import { compileFilter } from "~/lib/filter/compile";
import * as decide from "./rules";

function rule(id: string, more: Partial<RuleView> = {}): RuleView {
  return {
    id,
    kinds: ["VPC"],
    severity: "error",
    meaning: "has a subnet that another has",
    action: "choose another",
    level: "error",
    can_be_set: true,
    schema: [],
    broken: { errors: 0, warnings: 0 },
    before: "",
    violating: "a",
    conforming: "b",
    ...more,
  };
}

const view = (more: Partial<RulesView> = {}) =>
  ({
    judged: "current",
    commit: "0123456789abcdef",
    more: false,
    not_checked: [],
    rules: [rule("a")],
    ...more,
  }) as RulesView;

test("how often a rule is broken is told by its worst, and nothing is no zero", () => {
  expect(decide.brokenOf(rule("a", { broken: { errors: 2, warnings: 1 } }))).toEqual({
    words: "2 errors, 1 warning",
    tone: "conflict",
  });
  expect(decide.brokenOf(rule("a", { broken: { errors: 0, warnings: 1 } }))).toEqual({
    words: "1 warning",
    tone: "drift",
  });
  expect(decide.brokenOf(rule("a"))).toBeUndefined();
  expect(decide.brokenOf(rule("a", { broken: null }))).toBeUndefined();
  expect(decide.brokenOf(rule("a", { level: "off", broken: { errors: 2, warnings: 0 } }))).toBeUndefined();
});

test("a level is as the rule says until somebody sets it", () => {
  expect(decide.levelWords(rule("a"))).toBe("error");
  expect(decide.levelWords(rule("a", { severity: "warning" }))).toBe("warning");
  expect(decide.levelWords(rule("a", { level: "off" }))).toBe("set to off");
  expect(decide.levelWords(rule("a", { can_be_set: false }))).toBe("error, held by the schema check");
  expect(decide.levelsOf(rule("a", { severity: "warning" })).map(({ value }) => value)).toEqual([
    "error",
    "warning",
    "off",
  ]);
  expect(decide.levelsOf(rule("a", { severity: "warning" }))[0]?.label).toBe("As the rule says: warning");
});

test("what is broken comes first, then what was set", () => {
  const rules = [
    rule("calm"),
    rule("off", { level: "off" }),
    rule("warns", { broken: { errors: 0, warnings: 9 } }),
    rule("fails", { broken: { errors: 1, warnings: 0 } }),
    rule("calm too"),
  ];
  expect(decide.byUrgency(rules).map(({ id }) => id)).toEqual(["fails", "warns", "off", "calm", "calm too"]);
});

test("rules are found by id, kind, level, what they say, and whether they are broken or set", () => {
  const broken = rule("vpc-subnet", { broken: { errors: 1, warnings: 0 } });
  const off = rule("conn-refs", { kinds: ["Connection", "Switch"], level: "off", meaning: "names no port" });
  const found = (q: string) => [broken, off].filter(compileFilter(q, decide.RULE_FILTER).test).map(({ id }) => id);
  expect(found("is:broken")).toEqual(["vpc-subnet"]);
  expect(found("is:set")).toEqual(["conn-refs"]);
  expect(found("is:declared")).toEqual([]);
  expect(found("kind:switch")).toEqual(["conn-refs"]);
  expect(found("level:error")).toEqual(["vpc-subnet"]);
  expect(found("port")).toEqual(["conn-refs"]);
  expect(found(decide.ruleSearch("vpc-subnet").q)).toEqual(["vpc-subnet"]);
  expect(found("id:vpc")).toEqual([]);
});

test("a rule that the fabric declares is found by its id", () => {
  const own = rule("declared/vni");
  const found = (q: string) => [own, rule("vni")].filter(compileFilter(q, decide.RULE_FILTER).test).map(({ id }) => id);
  expect(found("is:declared")).toEqual(["declared/vni"]);
  expect(found(decide.ruleSearch("declared/vni").q)).toEqual(["declared/vni"]);
});

test("it is said what the figures are of, where that is not what Git has", () => {
  expect(decide.figuresWords(view())).toBeUndefined();
  expect(decide.figuresWords(view({ judged: "never" }))).toContain("never read");
  expect(decide.figuresWords(view({ judged: "behind" }))).toContain("at 0123456789. The figures are of before");
  expect(decide.figuresWords(view({ more: true }))).toContain("too small");
});

test("the summary claims nothing of a fabric that was never read", () => {
  expect(decide.summaryWords(view())).toBe("1 rule, none broken");
  expect(decide.summaryWords(view({ judged: "never" }))).toBe("1 rule");
  expect(decide.summaryWords(view({ not_checked: ["x"] }))).toBe("1 rule, none broken, some not checked");
  const rules = [rule("a", { level: "off" }), rule("b", { broken: { errors: 1, warnings: 0 } })];
  expect(decide.summaryWords(view({ rules }))).toBe("2 rules, 1 broken, 1 set");
});

test("a finding belongs to the rule of exactly its id", () => {
  const findings = [{ rule: "vpc-subnet" }, { rule: "vpc-subnet-overlap" }] as FindingView[];
  expect(decide.findingsOf(findings, "vpc-subnet")).toEqual([{ rule: "vpc-subnet" }]);
});
