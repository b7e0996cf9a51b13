import { expect, test } from "vitest";
import { valueIn, widgetSteps } from "./fieldWidget";

const schema = {
  properties: {
    spec: {
      properties: {
        vlan: { type: "integer" },
        subnets: { additionalProperties: { properties: { vlan: { type: "integer" } } } },
        list: { type: "array", items: { properties: { seq: { type: "integer" }, on: { type: "boolean" } } } },
      },
    },
  },
};
const detail = { value: { spec: { vlan: 1, list: [{ seq: 10 }] } } };

test.each<[string, unknown, unknown]>([
  ["spec.vlan", 1, ["spec", "vlan"]],
  ["spec.vlan", undefined, ["spec", "vlan"]],
  // a number in quotes is corrected as text
  ["spec.vlan", "1", undefined],
  ["spec.subnets.default.vlan", 2, ["spec", "subnets", "default", "vlan"]],
  ["spec.list[seq=10].on", true, ["spec", "list", 0, "on"]],
  ["spec.list[seq=11].on", true, undefined],
  ["spec.list", [], undefined],
  ["spec.stray", "x", undefined],
])("%s with %j is edited at %j", (path, value, steps) => {
  expect(widgetSteps(detail, schema, path, value)).toEqual(steps);
});

test("without a schema a field is edited as it is", () => {
  expect(widgetSteps(detail, undefined, "spec.vlan", 1)).toBeUndefined();
});

test("a change's own value comes before Git's, and nothing is nothing", () => {
  expect(valueIn({ git: 1, drafts: { a: 2 } }, "a")).toBe(2);
  expect(valueIn({ git: 1, drafts: { a: null } }, "a")).toBeUndefined();
  expect(valueIn({ git: 1, drafts: { a: 2 } }, "b")).toBe(1);
  expect(valueIn({ git: null, drafts: {} }, "b")).toBeUndefined();
  expect(valueIn(undefined, "b")).toBeUndefined();
});
