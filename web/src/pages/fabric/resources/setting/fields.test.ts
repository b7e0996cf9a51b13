import { expect, test } from "vitest";
import type { Schema } from "~/features/drafting/schema";
import { toYaml } from "~/lib/yaml/emit";
import { assignment, carried, firstValue, meant, offered, pathProblem, stepsOf, widgetSteps } from "./fields";

const VPC: Schema = {
  type: "object",
  properties: {
    apiVersion: { type: "string" },
    metadata: { type: "object", properties: { name: { type: "string" } } },
    spec: {
      type: "object",
      properties: {
        mode: { type: "string", enum: ["l2vni", "l3vni"], description: "How it is carried. More of it." },
        subnets: {
          type: "object",
          additionalProperties: {
            type: "object",
            properties: { vlan: { type: "integer" }, subnet: { type: "string" } },
          },
        },
        permit: { type: "array", items: { type: "string" } },
      },
    },
    status: { type: "object", properties: { ready: { type: "boolean" } } },
  },
};
const SWITCH: Schema = {
  type: "object",
  properties: { spec: { type: "object", properties: { mode: { type: "string" }, role: { type: "string" } } } },
};

test("the fields of all kinds are offered, without names and what the cluster says", () => {
  const values = offered([VPC, SWITCH], "").map(({ value }) => value);
  expect(values).toEqual([
    "metadata.annotations.",
    "metadata.labels.",
    "spec.mode",
    "spec.permit",
    "spec.role",
    "spec.subnets.",
  ]);
  const of = (path: string) => offered([VPC, SWITCH], "").find(({ value }) => value === path)?.about;
  expect(of("spec.role")).toBe("1 of 2 kinds · string");
  expect(offered([VPC], "").find(({ value }) => value === "spec.mode")?.about).toBe("l2vni, l3vni · How it is carried");
});

test("below an entry that was named its fields are offered", () => {
  const values = offered([VPC], "spec.subnets.default.v").map(({ value }) => value);
  expect(values).toContain("spec.subnets.default.vlan");
  expect(values).toContain("spec.subnets.default.subnet");
  expect(offered([undefined], "x").map(({ value }) => value)).toEqual(["metadata.annotations.", "metadata.labels."]);
});

test("one value is edited as its schema wants it, everything else as YAML", () => {
  expect(widgetSteps(VPC, "spec.mode")).toEqual(["spec", "mode"]);
  expect(widgetSteps(VPC, "spec.subnets.default.vlan")).toEqual(["spec", "subnets", "default", "vlan"]);
  for (const path of ["spec.subnets", "spec.permit", "spec.nothing", "spec.permit[0]", ""]) {
    expect(widgetSteps(VPC, path), path).toBeUndefined();
  }
  expect(widgetSteps(undefined, "spec.mode")).toBeUndefined();
  const isolated: Schema = { properties: { isolated: { type: "boolean" } } };
  expect(firstValue(isolated, "isolated")).toBe("false");
  expect(firstValue(VPC, "spec.mode")).toBe("");
});

test("what is no path is told before it is asked for", () => {
  expect(pathProblem("")).toBe("Name the field.");
  expect(pathProblem("spec.subnets.")).toBeDefined();
  expect(pathProblem('metadata.labels."a.b/c"')).toBeUndefined();
  expect(stepsOf('metadata.labels."a.b/c"')).toEqual(["metadata", "labels", "a.b/c"]);
  expect(assignment(" spec.mode ", " l3vni ")).toBe("spec.mode=l3vni");
  expect(assignment("spec.mode", undefined)).toBe("spec.mode-");
});

test("the end of a path leads to the field that has it, and a field that is known to none", () => {
  const fields = offered([VPC, SWITCH], "");
  expect(meant(fields, "role")).toBe("spec.role");
  expect(meant(fields, " mode ")).toBe("spec.mode");
  for (const path of ["spec.mode", "ode", "", "metadata.labels.role", "spec.subnets.web.mode"]) {
    expect(meant(fields, path), path).toBeUndefined();
  }
});

const FIELDS: Schema = {
  properties: {
    text: { type: "string" },
    whole: { type: "integer" },
    flag: { type: "boolean" },
    mode: { type: "string", enum: ["l2", "l3"] },
  },
};

test.each([
  ["text", "for the web", "for the web"],
  ["text", '"1"', "1"],
  ["text", 'Rack 4, row "B"', 'Rack 4, row "B"'],
  ["text", '"Rack 4, row \\"B\\""', 'Rack 4, row "B"'],
  ["text", '"C:\\\\racks"', "C:\\racks"],
  ["text", '"one\\ntwo"', "one\ntwo"],
  ["text", "'it''s \"B\" \\'", 'it\'s "B" \\'],
  ["text", "'a' and 'b'", undefined],
  ["text", '"a" and "b"', undefined],
  ["text", "|\n  one\n  two", undefined],
  ["text", "one\ntwo", undefined],
  ["text", "[a, b]", undefined],
  ["text", "yes", "yes"],
  ["text", "1001", "1001"],
  ["text", " ", undefined],
  ["text", '""', undefined],
  ["whole", "1001", 1001],
  ["whole", "for the web", undefined],
  ["flag", "false", false],
  ["flag", "yes", undefined],
  ["mode", "l3", "l3"],
  ["mode", "l4", undefined],
  ["other", "x", undefined],
] as const)("a value that was typed as YAML stays for the field %s: %j", (path, yaml, value) => {
  expect(carried(FIELDS, path, { yaml })).toEqual(value);
});

test.each([
  ["text", 'Rack 4, row "B"'],
  ["text", "it's C:\\racks"],
  ["text", "one\ntwo\n"],
  ["text", '"quoted"'],
  ["text", "yes"],
  ["text", "0012"],
  ["whole", 1001],
  ["flag", true],
  ["mode", "l2"],
] as const)("a value that a control gave stays as it was given: %s, %j", (path, raw) => {
  expect(carried(FIELDS, path, { yaml: toYaml(raw), raw })).toEqual(raw);
});

test("a value that a control gave is carried to a field of another kind where it fits", () => {
  const of = (path: string, raw: unknown) => carried(FIELDS, path, { yaml: toYaml(raw), raw });
  expect(of("text", 1001)).toBe("1001");
  expect(of("whole", "1001")).toBe(1001);
  expect(of("whole", "")).toBeUndefined();
  expect(of("flag", "no")).toBeUndefined();
});
