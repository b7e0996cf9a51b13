import { expect, test } from "vitest";
import type { Schema } from "~/features/drafting/schema";
import { arrangementOf } from "./domain";
import { fieldName } from "./fieldName";

const subnet: Schema = { properties: { vlan: {}, dhcp: { properties: { enable: {} } } } };
const schema: Schema = {
  properties: {
    spec: {
      properties: { subnets: { additionalProperties: subnet }, permit: { items: { items: {} } }, ipv4Namespace: {} },
    },
  },
};
const arrangement = arrangementOf({ kind: "VPC", group: "vpc.githedgehog.com" });
const data = { spec: { subnets: { default: { vlan: 1 } }, permit: [["a", "b"]] } };

test.each([
  ["spec.subnets.default.vlan", "Subnets › default › VLAN"],
  ["spec.subnets.default.dhcp.enable", "Subnets › default › DHCP › Serve addresses by DHCP"],
  ["spec.ipv4Namespace", "IPv4 namespace"],
  ["spec.permit[0]", "Subnets that may reach each other › Policy 1"],
  ["metadata.labels.app", "Labels › app"],
  ["spec", "Spec"],
])("%s is %s", (field, name) => {
  expect(fieldName(field, { data, schema, arrangement })).toBe(name);
});

test("an item that is not there is named as the server names it", () => {
  expect(fieldName('spec.links[port="x"].mtu', { data, schema, arrangement })).toBe("spec.links[port x].mtu");
});
