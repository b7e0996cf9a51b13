import { expect, test } from "vitest";
import { taking } from "./taking";
import { untilProblem, untilWords } from "./until";

test("a day that is over is none until which drift is ignored, today is one", () => {
  expect(untilProblem(undefined, 5)).toBeUndefined();
  expect(untilProblem(6, 5)).toBeUndefined();
  expect(untilProblem(5, 5)).toContain("over");
});

test("it says until when", () => {
  expect(untilWords(undefined)).toBe("is ignored until it is taken back");
  expect(untilWords(new Date(2026, 11, 24, 23, 59, 59).getTime())).toBe("is ignored until the end of 2026-12-24");
});

test("what was taken is told by how many, or by the field", () => {
  expect(taking("import").done(1)).toBe("1 resource is imported");
  expect(taking("accept").done(2)).toBe("2 resources are accepted");
  expect(taking("accept", "spec.vlan").done(1)).toBe("spec.vlan is accepted");
});
