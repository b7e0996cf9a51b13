import { expect, test } from "vitest";
import { breaking, noDiffWords, problemsTitle } from "./taking";

const of = (...all: string[]) => all.map((resource) => ({ resource }));

test("those that would break a rule can be left out, as long as others are left", () => {
  const resources = ["VPC/a", "VPC/b", "VPC/c"];
  expect(breaking(resources, of("VPC/b", "VPC/other"))).toEqual(["VPC/b"]);
  expect(breaking(resources, of("VPC/other"))).toEqual([]);
  expect(breaking(["VPC/b"], of("VPC/b"))).toEqual([]);
});

test("a diff that is empty because something conflicts, or waits, is not called no difference", () => {
  const problem = { rule: "conflict" } as never;
  expect(noDiffWords({ problems: [problem] })).toBe("There is no diff before what conflicts is decided in its change.");
  expect(noDiffWords({ waits: {} as never })).toContain("would wait");
  expect(noDiffWords({})).toBe("No difference.");
});

test("a conflict is not called a broken rule", () => {
  expect(problemsTitle([{ rule: "conflict" }])).toBe("It conflicts in 1 place.");
  expect(problemsTitle([{ rule: "vpc-vlan-other" }, { rule: "type" }])).toBe("It would break 2 rules.");
});
