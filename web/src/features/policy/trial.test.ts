import { expect, test } from "vitest";
import type { PolicyTry, TriedView } from "~/api/types";
import { conflict } from "~/test/fixtures";
import { hasText, isBy, isShown, saysOf, trialWords, wasOf } from "./trial";

const OPEN: TriedView = { conflict: conflict("spec.vlan"), why: "no rule is about it" };
const TOLD: TriedView = {
  conflict: conflict("spec.vlan", {
    state: "resolved",
    decision: { take: "draft" },
    decided_by: "Ada <ada@example.org>",
  }),
  decision: { take: "git" },
  rule: { rule: "vlans" },
  agrees: false,
};
const TRY: PolicyTry = { decided: 1, left: 1, agree: 0, differ: 1, more: false, conflicts: [OPEN, TOLD] };

test("a trial is told with how often it differs from people", () => {
  expect(trialWords(TRY)).toBe(
    "It would decide 1 of 2 conflicts. Of those that people decided, it says the same to 0 and otherwise to 1.",
  );
  expect(trialWords({ ...TRY, differ: 0, more: true })).toBe(
    "It would decide 1 of the newest 2 conflicts. People decided none of these.",
  );
  expect(trialWords({ ...TRY, decided: 0, left: 0 })).toBe("There is no conflict on record to try it on.");
});

test("those that are looked for are shown", () => {
  const shown = (which: Parameters<typeof isShown>[1]) => TRY.conflicts.map((one) => isShown(one, which));
  expect(shown("all")).toEqual([true, true]);
  expect(shown("decided")).toEqual([false, true]);
  expect(shown("differs")).toEqual([false, true]);
  expect(shown("agrees")).toEqual([false, false]);
  expect(shown("left")).toEqual([true, false]);
  expect(hasText(TOLD, "vlans")).toBe(true);
  expect(hasText(OPEN, "storage")).toBe(false);
  expect(isBy(TOLD, "vlans")).toBe(true);
  expect(isBy({ ...TOLD, rule: { rule: "vlans", everywhere: true } }, "vlans")).toBe(false);
});

test("what the policy says stands beside what was decided", () => {
  expect(saysOf(TOLD)).toBe("vlans: Git (1400)");
  expect(wasOf(TOLD)).toBe("draft (1300), by Ada");
  expect(saysOf(OPEN)).toBe("No rule is about it.");
  expect(wasOf(OPEN)).toBe("open");
});
