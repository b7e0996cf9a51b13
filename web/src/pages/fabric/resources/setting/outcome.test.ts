import { expect, test } from "vitest";
import type { SetFieldsOf } from "~/api/types";
import { outcomesOf, seenOf, spoken, summary } from "./outcome";

const ALL: SetFieldsOf[] = [
  { resource: "VPC.vpc.githedgehog.com/default/a", version: "1", outcome: "set", diff: "diff --git a/x b/x\n" },
  { resource: "VPC.vpc.githedgehog.com/default/long", version: "2", outcome: "set", diff: "" },
  { resource: "VPC.vpc.githedgehog.com/default/b", version: "3", outcome: "already" },
  { resource: "VPC.vpc.githedgehog.com/lab/c", outcome: "refused", why: "it is to be deleted" },
  {
    resource: "Switch.wiring.githedgehog.com/default/leaf-1",
    version: "4",
    outcome: "broken",
    findings: [
      {
        path: "",
        line: 1,
        column: 1,
        severity: "error",
        rule: "unknown-field",
        message: "is not known",
        field: "spec.mode",
      },
    ],
  },
  { resource: "VPC.vpc.githedgehog.com/default/d", version: "5", outcome: "moved", by: "Bob" },
  { resource: "VPC.vpc.githedgehog.com/default/e", version: "6", outcome: "moved" },
];

test("each is in its group, with the reason", () => {
  const found = outcomesOf(ALL);
  expect(found).toMatchObject({ set: ["VPC/a", "VPC/long"], long: ["VPC/long"], already: ["VPC/b"] });
  expect(found.diff).toBe("diff --git a/x b/x\n");
  expect(found.kept).toEqual([
    { resource: "VPC/lab/c", why: ["it is to be deleted"] },
    { resource: "Switch/leaf-1", why: ["spec.mode is not known"] },
  ]);
  expect(found.moved.map(({ why }) => why[0])).toEqual(["Bob edited it in the change", "it was changed in Git"]);
});

test("the summary counts them, and says what was done once it is", () => {
  expect(summary(outcomesOf(ALL))).toBe(
    "It would be set in 2 resources, 1 has it already, 2 stay as they are and 2 were changed meanwhile.",
  );
  expect(summary(outcomesOf(ALL.slice(0, 1)), true)).toBe("It was set in 1 resource.");
});

test("what was seen is sent back as it was named", () => {
  const view = { fabric: "f", count: 2, resources: ALL };
  expect(seenOf(view)["VPC.vpc.githedgehog.com/default/a"]).toBe("1");
  expect(Object.keys(seenOf(view))).toHaveLength(6);
  expect(spoken("VPC/a")).toBe("VPC/a");
});
