import { expect, test } from "vitest";
import { withField } from "./setField";

const NEW = { kind: "VPCAttachment", spec: { connection: "" } };

test.each([
  ["spec.subnet=web/default", { connection: "", subnet: "web/default" }],
  ["spec.connection=a=b", { connection: "a=b" }],
  ['spec.subnets."a.b".vlan=x', { connection: "", subnets: { "a.b": { vlan: "x" } } }],
  ["spec.a[0]=x", { connection: "", a: ["x"] }],
  ["spec.permit[0].web={}", { connection: "", permit: [{ web: {} }] }],
  ["spec.permit[7].web={}", { connection: "", permit: [{ web: {} }] }],
  ["spec.__proto__=x", JSON.parse('{"connection":"","__proto__":"x"}')],
])("%s is set", (set, spec) => {
  expect(withField(NEW, set)).toEqual({ kind: "VPCAttachment", spec });
});

test.each([
  undefined,
  "",
  "spec",
  "spec=x",
  "kind=Secret",
  "metadata.name=x",
  "spec.a",
  "spec.a[name=b]=x",
  "spec.a[0=x",
  "=x",
  'spec."a=x',
])("%s sets nothing", (set) => {
  expect(withField(NEW, set)).toBe(NEW);
});
