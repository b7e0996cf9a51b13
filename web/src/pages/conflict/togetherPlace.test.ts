import { expect, test } from "vitest";
import type { CheckView, FindingView } from "~/api/types";
import { crossResource, resource } from "~/test/fixtures";
import { textOf, verdictOf, withGroup } from "./togetherPlace";

const ONE = crossResource();
const SUBNET = ONE.path;
const vpc = (name: string, subnet: string) => ({
  kind: "VPC",
  metadata: { name },
  spec: { subnets: { default: { subnet } } },
});
const yaml = (name: string, subnet: string) =>
  ["kind: VPC", "metadata:", `  name: ${name}`, "spec:", "  subnets:", "    default:", `      subnet: ${subnet}`].join(
    "\n",
  );
const OWN = {
  ...resource("web"),
  value: vpc("web", "10.0.1.0/24"),
  drafts: [{ change: "bigger web", action: "edit" }],
  fields: [{ path: SUBNET, state: "draft", drafts: { "bigger web": "10.0.9.0/24" } }],
} as unknown as Parameters<typeof textOf>[3];
const OTHER = { value: vpc("storage", "10.0.9.0/25") };

test("both resources are checked, the one with what is typed, the other as the change would leave it", () => {
  expect(textOf(ONE, "own", "10.0.11.0/24", OWN, OTHER)).toBe(
    `${yaml("web", "10.0.11.0/24")}\n---\n${yaml("storage", "10.0.9.0/25")}`,
  );
  expect(textOf(ONE, "other", "10.0.12.0/25", OWN, OTHER)).toBe(
    `${yaml("storage", "10.0.12.0/25")}\n---\n${yaml("web", "10.0.9.0/24")}`,
  );
});

test("a resource that is not there is checked without, and one that is edited has to be", () => {
  expect(textOf(ONE, "own", "10.0.11.0/24", OWN, undefined)).toBe(yaml("web", "10.0.11.0/24"));
  expect(textOf(ONE, "other", "10.0.12.0/25", OWN, undefined)).toBeUndefined();
  const deleted = { ...OWN, drafts: [{ ...OWN.drafts[0], action: "delete" }] } as typeof OWN;
  expect(textOf(ONE, "other", "10.0.12.0/25", deleted, OTHER)).toBe(yaml("storage", "10.0.12.0/25"));
  expect(textOf(ONE, "own", "10.0.12.0/25", deleted, OTHER)).toBeUndefined();
});

const finding = (more: Partial<FindingView>): FindingView => ({
  path: "",
  line: 1,
  column: 1,
  severity: "error",
  rule: "vpc-overlap-other",
  resource: "VPC/web",
  field: SUBNET,
  other: "VPC/storage",
  message: "overlaps",
  ...more,
});
const view = (...findings: FindingView[]): CheckView => ({ findings, resources: [], passed: 12, not_possible: 0 });

test("what is wrong is told of the typed field, or of the rule that both break, whichever resource names it", () => {
  expect(verdictOf(ONE, "own", view(finding({})))).toEqual({ kind: "bad", message: `${SUBNET} overlaps` });
  const ofOther = finding({ resource: "VPC/storage", other: "VPC/web" });
  expect(verdictOf(ONE, "own", view(ofOther))).toEqual({ kind: "bad", message: `VPC/storage: ${SUBNET} overlaps` });
  expect(verdictOf(ONE, "other", view(ofOther))).toEqual({ kind: "bad", message: `${SUBNET} overlaps` });
  expect(verdictOf(ONE, "other", view(finding({})))).toEqual({ kind: "bad", message: `VPC/web: ${SUBNET} overlaps` });
  const third = finding({ other: "VPC/lab", rule: "another" });
  expect(verdictOf(ONE, "own", view(third))).toMatchObject({ kind: "bad" });
});

test("what is not the typed field's, nor of both together, is not told here", () => {
  const elsewhere = finding({ field: "spec.mode", rule: "enum", other: null });
  const ofOther = finding({ resource: "VPC/storage", rule: "vpc-subnet-in-ns", other: null });
  const warned = finding({ severity: "warning" });
  const withThird = finding({ resource: "VPC/storage", field: "spec.mode", other: "VPC/lab" });
  expect(verdictOf(ONE, "own", view(elsewhere, ofOther, warned, withThird))).toEqual({
    kind: "good",
    message: "matches the schema; 12 checks passed",
  });
});

test("a text that cannot be read as a resource is wrong, whatever it is", () => {
  const unread = finding({ resource: null, field: null, rule: "yaml", message: "is not YAML", other: null });
  expect(verdictOf(ONE, "own", view(unread))).toEqual({ kind: "bad", message: "is not YAML" });
});

test("a kind is asked for with its group", () => {
  expect(withGroup({ group: "g.example.org", kind: "VPC" }).kind).toBe("VPC.g.example.org");
  expect(withGroup({ group: "", kind: "Secret" }).kind).toBe("Secret");
});
