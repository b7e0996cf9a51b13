import { expect, test } from "vitest";
import { editsBetween } from "~/lib/yaml/edits";
import { arrangementOf } from "./domain";
import { keepsOf } from "./keeps";

const schema = {
  properties: {
    spec: {
      required: ["neighbor"],
      properties: {
        neighbor: { properties: { ip: { type: "string" } } },
        bundled: { type: "object", properties: { links: { type: "array", items: { type: "object" } } } },
        subnets: {
          additionalProperties: {
            properties: { vlan: { type: "integer" }, dhcp: { properties: { enable: { type: "boolean" } } } },
          },
        },
        permit: { type: "array", items: { type: "array", items: { type: "string" } } },
      },
    },
  },
};

const keeps = keepsOf(schema, arrangementOf({ kind: "Connection", group: "wiring.githedgehog.com" }));

test("what a person named or chose stays when it is empty; what is only around a field goes with it", () => {
  const before = { metadata: { labels: { a: "b" } }, spec: { subnets: { a: { vlan: 1, dhcp: { enable: true } } } } };
  expect(editsBetween(before, { metadata: { labels: {} }, spec: { subnets: { a: { dhcp: {} } } } }, keeps)).toEqual([
    { op: "remove", path: "metadata.labels" },
    { op: "remove", path: "spec.subnets.a.vlan" },
    { op: "remove", path: "spec.subnets.a.dhcp" },
  ]);
  expect(editsBetween({ spec: { neighbor: { ip: "x" } } }, { spec: { neighbor: {} } }, keeps)).toEqual([
    { op: "remove", path: "spec.neighbor.ip" },
  ]);
  expect(editsBetween({ spec: {} }, { spec: { bundled: {} } }, keeps)).toEqual([
    { op: "set", path: "spec", value: { bundled: {} } },
  ]);
  expect(editsBetween({ spec: { permit: [["a"]] } }, { spec: { permit: [["a"], []] } }, keeps)).toEqual([
    { op: "set", path: "spec.permit", value: [["a"], []] },
  ]);
});
