import { expect, test } from "vitest";
import type { AffectedRule, AffectedView, ImpactView } from "~/api/types";
import { guardWords, impactSummary, referenceWords, ruleWords, toldRules } from "./impact";

const named = (kind: string, name: string) => ({ group: "vpc.githedgehog.com", kind, namespace: "default", name });

const view = (layers: number[], more: Partial<ImpactView> = {}): ImpactView => ({
  resources: [named("VPC", "web")],
  live: true,
  complete: true,
  affected: [],
  layers,
  planned: [],
  more_planned: 0,
  unchecked: [],
  evidence: {},
  ...more,
});

const affected = (more: Partial<AffectedView> = {}): AffectedView => ({
  ...named("VPCAttachment", "at"),
  layer: 1,
  names: [],
  broken: [],
  more_broken: 0,
  stays: true,
  ...more,
});

test("the summary counts the layers and says what is not known", () => {
  expect(impactSummary(view([]))).toMatch(/^No other resource refers/);
  expect(impactSummary(view([1]))).toBe("1 resource is affected.");
  expect(impactSummary(view([2, 1]))).toBe("3 resources are affected: 2 directly, 1 only because of those.");
  expect(impactSummary(view([2, 1], { complete: false }))).toMatch(/^At least 3 resources are affected/);
  expect(impactSummary(view([2], { live: false }))).toMatch(/not live/);
  const two = { resources: [named("VPC", "web"), named("VPC", "db")] };
  expect(impactSummary(view([], two))).toMatch(/refers to them/);
  expect(impactSummary(view([2], { ...two, live: false }))).toMatch(/^None is live/);
});

test("a broken rule is read after the resource, and names another subject", () => {
  const rule: AffectedRule = {
    rule: "attach-form",
    severity: "error",
    subject: named("VPCAttachment", "at"),
    field: "spec.subnet",
    message: "refers to VPC/web",
  };
  expect(ruleWords(rule, affected())).toBe("spec.subnet refers to VPC/web");
  const guard = { ...rule, subject: named("VPC", "web"), field: null, message: "is needed by it" };
  expect(ruleWords(guard, affected())).toBe("VPC/web is needed by it");
});

test("who only refers is told apart from who depends by default", () => {
  const names = [{ field: "spec.a", target: named("VPC", "web") }];
  expect(referenceWords(affected({ names }))).toBe("refers to VPC/web; no rule breaks");
  expect(referenceWords(affected())).toBe("depends on it by default; no rule breaks");
});

test("what keeps a resource from being deleted is told once, and of each only where nothing else is", () => {
  const rule: AffectedRule = {
    rule: "attach-refs",
    severity: "error",
    subject: named("VPCAttachment", "at"),
    field: "spec.subnet",
    message: "refers to VPC/web, which would be gone",
  };
  const guard: AffectedRule = { ...rule, rule: "vpc-in-use", subject: named("VPC", "web"), field: null };
  const both = affected({ broken: [rule, guard] });
  const alone = affected({ broken: [guard] });
  expect(toldRules(both, view([1]))).toEqual([rule]);
  expect(toldRules(alone, view([1]))).toEqual([guard]);
  expect(guardWords(view([1], { affected: [affected({ broken: [rule] })] }))).toBeUndefined();
  expect(guardWords(view([1], { affected: [both] }))).toBe(
    "The cluster refuses to delete it as long as others need it: delete or change those first.",
  );
  const elsewhere = { ...named("VPC", "web"), namespace: "other" };
  expect(guardWords(view([1], { affected: [both], resources: [elsewhere] }))).toBeUndefined();
});

test("a rule that only warns keeps nothing from being deleted, and is told of each", () => {
  const warning: AffectedRule = {
    rule: "vpc-in-use",
    severity: "warning",
    subject: named("VPC", "web"),
    message: "is needed by it",
  };
  const warned = affected({ broken: [warning] });
  expect(guardWords(view([1], { affected: [warned] }))).toBeUndefined();
  expect(toldRules(warned, view([1]))).toEqual([warning]);
});
