import { expect, test } from "vitest";
import { fieldDrift } from "~/test/fixtures";
import { breaking, fieldsTaken, noDiffWords } from "./taking";

const of = (...all: string[]) => all.map((resource) => ({ resource }));

test("those that would break a rule can be left out, as long as others are left", () => {
  const resources = ["VPC/a", "VPC/b", "VPC/c"];
  expect(breaking(resources, of("VPC/b", "VPC/other"))).toEqual(["VPC/b"]);
  expect(breaking(resources, of("VPC/other"))).toEqual([]);
  expect(breaking(["VPC/b"], of("VPC/b"))).toEqual([]);
});

test("what the cluster alone moved is taken, and a field that is named whoever moved it", () => {
  const fields = [
    fieldDrift("spec.a"),
    fieldDrift("spec.b", { moved: "git" }),
    fieldDrift("spec.c", { moved: "both" }),
  ];
  const paths = (path?: string) => fieldsTaken({ fields }, path).map((field) => field.path);
  expect(paths()).toEqual(["spec.a"]);
  expect(paths("spec.c")).toEqual(["spec.c"]);
});

test("a diff that is empty because publishing would be refused is not called no difference", () => {
  const problem = { rule: "vpc-vlan-other" } as never;
  expect(noDiffWords({ problems: [problem] })).toContain("would be refused");
  expect(noDiffWords({ waits: {} as never })).toContain("would wait");
  expect(noDiffWords({})).toBe("No difference.");
});
