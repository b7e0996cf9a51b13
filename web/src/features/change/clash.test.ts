import { expect, test } from "vitest";
import { clash } from "~/test/fixtures";
import { clashWords } from "./clash";

test("each other change is named with its author and the rules, each rule once", () => {
  const [broken] = clash().broken;
  if (!broken) throw new Error("the sample breaks nothing");
  const more = clash({ broken: [broken, broken, { ...broken, rule: "vpc-vlan-other" }] });
  expect(clashWords([clash(), { ...more, change: "labs" }])).toBe(
    "Together with change storage by Bob Example it breaks VPC: subnet of another VPC. " +
      "Together with change labs by Bob Example it breaks VPC: subnet of another VPC, VPC: VLAN of another VPC.",
  );
});

test("where no other change breaks anything there is nothing to say", () => {
  expect(clashWords([])).toBeUndefined();
  expect(clashWords(undefined)).toBeUndefined();
});
