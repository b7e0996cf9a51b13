import { expect, test } from "vitest";
import type { Schema } from "~/features/drafting/schema";
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

test("a value that was given stays for another field where that takes it", () => {
  const fields: Schema = {
    properties: {
      text: { type: "string" },
      whole: { type: "integer" },
      flag: { type: "boolean" },
      mode: { type: "string", enum: ["l2", "l3"] },
    },
  };
  expect(carried(fields, "text", "for the web")).toBe("for the web");
  expect(carried(fields, "text", '"1"')).toBe("1");
  expect(carried(fields, "whole", "1001")).toBe(1001);
  expect(carried(fields, "whole", "for the web")).toBeUndefined();
  expect(carried(fields, "flag", "false")).toBe(false);
  expect(carried(fields, "flag", "no")).toBeUndefined();
  expect(carried(fields, "mode", "l3")).toBe("l3");
  expect(carried(fields, "mode", "l4")).toBeUndefined();
  expect(carried(fields, "text", " ")).toBeUndefined();
  expect(carried(fields, "other", "x")).toBeUndefined();
});
