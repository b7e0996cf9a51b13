import { expect, test } from "vitest";
import type { FindingView } from "~/api/types";
import { largeDeletion, reasonWords } from "./reason";

const SAID = "it deletes 12 of 12 resources; publish it again with --confirm-deletions if that is meant";
const finding = (rule: string, message: string): FindingView => ({
  path: "",
  line: 0,
  column: 0,
  severity: "error",
  rule,
  message,
});

test("what a reason says to somebody at a command line is left out", () => {
  expect(reasonWords(SAID)).toBe("it deletes 12 of 12 resources");
  expect(reasonWords("the branch is protected")).toBe("the branch is protected");
  expect(reasonWords(null)).toBeUndefined();
});

test("a large deletion is what the preview says, and what the change says before there is one", () => {
  expect(largeDeletion({ reason: SAID }, undefined)).toBe("it deletes 12 of 12 resources");
  expect(largeDeletion({ reason: SAID }, { problems: [] })).toBeUndefined();
  expect(largeDeletion({}, { problems: [finding("waiting", SAID)] })).toBe("it deletes 12 of 12 resources");
  expect(largeDeletion({ reason: "the branch is protected" }, undefined)).toBeUndefined();
});

test("another rule's finding is none, whatever it says", () => {
  expect(largeDeletion({}, { problems: [finding("type", SAID)] })).toBeUndefined();
});
