import { expect, test } from "vitest";
import type { ResourceDraft } from "~/api/types";
import { resource } from "~/test/fixtures";
import { draftedValue } from "./resourceValue";

const draft = (more: Partial<ResourceDraft> = {}) =>
  ({ change: "bigger web", change_id: "0197", action: "edit", ...more }) as ResourceDraft;
const VALUE = { kind: "VPC", spec: { mode: "l2vni", subnets: { default: { vlan: 1001, subnet: "10.0.1.0/24" } } } };
const VLAN = "spec.subnets.default.vlan";
const detail = (fields: object[], more: object = {}) =>
  ({ ...resource("web"), value: VALUE, drafts: [draft()], fields, ...more }) as Parameters<typeof draftedValue>[0];
const field = (path: string, value: unknown, change = "bigger web") => ({
  path,
  state: "draft",
  drafts: { [change]: value },
});

test("a resource as a draft has it is Git's with what the draft changed, and nothing of other drafts", () => {
  const found = draftedValue(detail([field(VLAN, 1300), field("spec.mode", "l3vni", "another")]), "bigger web");
  expect(found).toEqual({
    ...VALUE,
    spec: { mode: "l2vni", subnets: { default: { vlan: 1300, subnet: "10.0.1.0/24" } } },
  });
});

test("what the draft takes away is not there", () => {
  expect(draftedValue(detail([field("spec.mode", null)]), "bigger web")).toEqual({
    ...VALUE,
    spec: { subnets: VALUE.spec.subnets },
  });
  expect(draftedValue(detail([field("spec.not.there", null)]), "bigger web")).toEqual(VALUE);
});

test("a resource that Git does not have has its names and what the draft says", () => {
  expect(draftedValue(detail([field(VLAN, 1300)], { value: null }), "bigger web")).toEqual({
    apiVersion: "vpc.githedgehog.com/v1beta1",
    kind: "VPC",
    metadata: { name: "web", namespace: "default" },
    spec: { subnets: { default: { vlan: 1300 } } },
  });
});

test("a resource that the draft takes away, or cannot be put together, is not known", () => {
  for (const action of ["delete", "comment out"]) {
    expect(draftedValue(detail([], { drafts: [draft({ action })] }), "bigger web")).toBeUndefined();
  }
  expect(draftedValue(detail([]), "another")).toBeUndefined();
  expect(draftedValue(detail([field("spec.rules[name=a].vlan", 1)]), "bigger web")).toBeUndefined();
  expect(draftedValue(detail([field("spec.rules[name=a]", null)]), "bigger web")).toBeUndefined();
});
