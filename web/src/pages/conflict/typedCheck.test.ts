import { expect, test } from "vitest";
import type { FindingView } from "~/api/types";
import { documentWith, findingAt } from "./typedCheck";

const vpc = { kind: "VPC", spec: { subnets: { default: { vlan: 1001, subnet: "10.0.1.0/24" } } } };

test("the typed text stands in the resource as it was typed", () => {
  expect(documentWith(vpc, "spec.subnets.default.vlan", "0x3e9")).toBe(
    ["kind: VPC", "spec:", "  subnets:", "    default:", "      vlan: 0x3e9", "      subnet: 10.0.1.0/24"].join("\n"),
  );
  expect(documentWith(undefined, "", "kind: VPC")).toBe("kind: VPC");
});

test("a place that cannot be found is not checked", () => {
  expect(documentWith(vpc, "kind.x", "1")).toBeUndefined();
  expect(documentWith(undefined, "a[seq=1]", "1")).toBeUndefined();
});

test("only what is wrong at the typed place is told", () => {
  const finding = (field: string, severity = "error") => ({ field, severity, message: field }) as FindingView;
  const findings = [finding("spec.mode"), finding("spec.vlan", "warning"), finding("spec.vlan.x")];
  expect(findingAt("spec.vlan", findings)?.message).toBe("spec.vlan.x");
  expect(findingAt("spec.vlanx", findings)).toBeUndefined();
  expect(findingAt("", findings)?.message).toBe("spec.mode");
});
