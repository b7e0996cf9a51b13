import { expect, test } from "vitest";
import { freeRequest } from "./freeRequest";

const GROUP = "vpc.githedgehog.com";
const vpc = (more: object = {}) => ({ spec: { vlanNamespace: "lab", ipv4Namespace: "pool", ...more } });
const field = (path: string, value: unknown = null, more: object = {}) => ({
  group: GROUP,
  kind: "VPC",
  path,
  value,
  ...more,
});

test("for a VLAN the next one of the VPC's namespace is asked for", () => {
  expect(freeRequest(field("spec.subnets.default.vlan", 1001), vpc())).toEqual({ what: "vlan", namespace: "lab" });
  expect(freeRequest(field("spec.subnets.default.vlan"), { spec: {} })).toEqual({ what: "vlan", namespace: "default" });
});

test("for a subnet one of the same length is asked for", () => {
  const subnet = (value: unknown) => freeRequest(field('spec.subnets."a.b".subnet', value), vpc());
  expect(subnet("10.0.9.0/25")).toEqual({ what: "subnet", length: 25, namespace: "pool" });
  expect(subnet("10.0.9.0/31")).toBeUndefined();
  expect(subnet("10.0.9.0")).toBeUndefined();
  expect(subnet(null)).toBeUndefined();
});

test("nothing is asked for other fields, other kinds, or a resource that is not known", () => {
  for (const path of [
    "spec.subnets.default.gateway",
    "spec.vlan",
    "spec.subnets.default.vlan.x",
    "",
    "spec[",
    "a.subnets.b.vlan",
  ]) {
    expect(freeRequest(field(path, 1001), vpc())).toBeUndefined();
  }
  expect(freeRequest(field("spec.subnets.default.vlan", 1, { kind: "External" }), vpc())).toBeUndefined();
  expect(freeRequest(field("spec.subnets.default.vlan", 1, { group: "example.org" }), vpc())).toBeUndefined();
  expect(freeRequest(field("spec.subnets.default.vlan", 1), undefined)).toBeUndefined();
});
