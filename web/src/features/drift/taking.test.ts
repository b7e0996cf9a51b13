import { expect, test } from "vitest";
import { breaking, noDiffWords } from "./taking";

const of = (...all: string[]) => all.map((resource) => ({ resource }));

test("those that would break a rule can be left out, as long as others are left", () => {
  const resources = ["VPC/a", "VPC/b", "VPC/c"];
  expect(breaking(resources, of("VPC/b", "VPC/other"))).toEqual(["VPC/b"]);
  expect(breaking(resources, of("VPC/other"))).toEqual([]);
  expect(breaking(["VPC/b"], of("VPC/b"))).toEqual([]);
});

test("a diff that is empty because publishing would be refused is not called no difference", () => {
  const problem = { rule: "vpc-vlan-other" } as never;
  expect(noDiffWords({ problems: [problem] })).toContain("would be refused");
  expect(noDiffWords({ waits: {} as never })).toContain("would wait");
  expect(noDiffWords({})).toBe("No difference.");
});
