import { expect, test } from "vitest";
import { toYaml } from "~/lib/yaml/emit";
import { nameProblem, template } from "./template";

const textOf = (...start: Parameters<typeof template>) => `${toYaml(template(...start))}\n`;

const vpc = { kind: "VPC", group: "vpc.githedgehog.com", version: "v1beta1", name: "web", namespace: "default" };

test("only what the schema asks for is in it", () => {
  const text = textOf(vpc, {
    required: ["spec"],
    properties: {
      spec: {
        required: ["mode", "vlan", "inner"],
        properties: {
          mode: { type: "string", enum: ["l2vni"] },
          vlan: { type: "integer", minimum: 1 },
          inner: {
            type: "object",
            required: ["isOn"],
            properties: { isOn: { type: "boolean" }, isOff: { type: "boolean" } },
          },
          more: { type: "string" },
        },
      },
    },
  });
  expect(text).toBe(`apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata:
  name: web
spec:
  mode: l2vni
  vlan: 1
  inner:
    isOn: false
`);
});

test("a kind without a schema starts with its name, and the usual namespace is left out", () => {
  expect(textOf({ ...vpc, namespace: "lab" }, undefined)).toBe(
    "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: web\n  namespace: lab\n",
  );
  expect(textOf({ ...vpc, group: "", version: "v1", kind: "ConfigMap" }, undefined)).toContain("apiVersion: v1\n");
});

test("a template is what the spec starts with", () => {
  const schema = { properties: { spec: { required: ["mode"], properties: { mode: { type: "string" } } } } };
  expect(textOf(vpc, schema, { spec: { subnets: { default: { dhcp: { enable: true } } } } })).toBe(
    `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata:
  name: web
spec:
  subnets:
    default:
      dhcp:
        enable: true
`,
  );
});

test("a schema that leads into itself comes to an end", () => {
  const self = { type: "object", required: ["self"], properties: {} as Record<string, object> };
  self.properties.self = self;
  expect(textOf(vpc, { properties: { spec: self } }).length).toBeLessThan(1000);
});

test("names are what Kubernetes takes", () => {
  expect(nameProblem("web-1.lab")).toBeUndefined();
  for (const name of ["", "Web", "-web", "web-", "a..b", "a b", "a".repeat(254)])
    expect(nameProblem(name)).toBeTruthy();
});
