import { expect, test } from "vitest";
import type { Severity } from "~/api/types";
import { checkedWords, evidenceWords, foundWords } from "./evidence";

test("what was checked is counted, and nothing is not a pass", () => {
  expect(evidenceWords({ passed: 61, not_possible: 2 })).toBe("61 checks passed, 2 not possible");
  expect(evidenceWords({ passed: 1 })).toBe("1 check passed");
  expect(evidenceWords({ passed: 0, not_possible: 2 })).toBe("no checks passed, 2 not possible");
  expect(evidenceWords({})).toBe("no rule between resources was checked");
});

test("errors, warnings and notes are counted apart, before what passed", () => {
  const found = (["info", "warning", "error", "warning"] as Severity[]).map((severity) => ({ severity }));
  expect(foundWords(found)).toBe("1 error, 2 warnings and 1 note");
  expect(foundWords([])).toBeUndefined();
  expect(checkedWords(found.slice(1, 2), { passed: 12, not_possible: 1 })).toBe(
    "1 warning; 12 checks passed, 1 not possible",
  );
  expect(checkedWords([], { passed: 12 })).toBe("12 checks passed");
});
