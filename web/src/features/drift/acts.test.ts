import { expect, test } from "vitest";
import type { AppliedView } from "~/api/types";
import {
  appliedSentence,
  detailWords,
  hasHeldDeletions,
  hasOfOthers,
  inReadingOrder,
  namedFor,
  outcomeWords,
  quietWords,
} from "./acts";

const DONE: AppliedView = { resource: "VPC/web", act: "update", outcome: "done", fields: ["spec.vlan"] };
const OTHERS: AppliedView = { resource: "VPC/dns", act: "update", outcome: "of-others", why: "spec.mode (flux)" };
const WAITS: AppliedView = { resource: "VPC/till", act: "create", outcome: "waits", why: "it waits for VPC/web" };
const HELD: AppliedView = {
  resource: "VPC/old",
  outcome: "unconfirmed",
  why: "12 of 30 resources would be deleted, which has to be confirmed",
};

test("what became of one, or would, is said in a few words", () => {
  expect(outcomeWords(DONE, false)).toBe("would be updated");
  expect(outcomeWords({ ...DONE, act: "delete" }, true)).toBe("deleted");
  expect(outcomeWords(OTHERS, true)).toBe("belongs to others");
  expect(outcomeWords(HELD, false)).toBe("has to be confirmed");
  expect(detailWords(WAITS)).toBe("it waits for VPC/web");
  expect(detailWords({ ...DONE, fields: ["a", "b", "c", "d", "e"] })).toBe("a, b, c and 2 more");
  expect(detailWords({ resource: "VPC/new", act: "create", outcome: "done" })).toBeUndefined();
});

test("all of it is one sentence", () => {
  expect(appliedSentence({ results: [], more: 0 }, false)).toBe("Nothing to do: the cluster has what Git wants.");
  expect(appliedSentence({ results: [DONE, OTHERS, WAITS, WAITS], more: 0 }, false)).toBe(
    "1 resource would be applied, 1 belongs to others, 2 wait.",
  );
  expect(appliedSentence({ results: [DONE], more: 1200 }, true)).toBe(
    "1 resource is applied. 1,200 more are not listed.",
  );
  expect(appliedSentence({ results: [HELD], more: 0 }, true)).toBe("No resources are applied, 1 has to be confirmed.");
});

test("what a person has to read comes first, then what waits and is done", () => {
  const refused: AppliedView = { ...DONE, outcome: "refused" };
  expect(inReadingOrder([HELD, DONE, WAITS, OTHERS, refused])).toEqual([refused, OTHERS, HELD, WAITS, DONE]);
});

test("more than usual is offered only where an answer is a reason to", () => {
  expect([hasOfOthers([DONE, WAITS]), hasOfOthers([OTHERS])]).toEqual([false, true]);
  expect([hasHeldDeletions([DONE, OTHERS]), hasHeldDeletions([HELD])]).toEqual([false, true]);
  expect(hasHeldDeletions([{ ...HELD, outcome: "left" }])).toBe(false);
});

test("what goes beyond the usual is done to what was shown, and to nothing else", () => {
  const view = { results: [DONE, OTHERS, HELD], more: 0 };
  const usual = { take_over: false, confirm_deletions: false };
  expect(namedFor(view, usual)).toEqual([]);
  expect(namedFor(view, { ...usual, take_over: true })).toEqual(["VPC/web", "VPC/dns"]);
  expect(namedFor(view, { ...usual, confirm_deletions: true })).toEqual(["VPC/web", "VPC/dns"]);
  // not all of them were shown
  expect(namedFor({ ...view, more: 5 }, { ...usual, take_over: true })).toEqual([]);
});

test("where nothing was tried, what waits is not called nothing", () => {
  expect(quietWords(0)).toBe("Nothing is under way, refused or waiting.");
  expect(quietWords(1)).toContain("1 resource waits to be applied.");
  expect(quietWords(12)).toContain("12 resources wait to be applied. Apply now shows");
});
