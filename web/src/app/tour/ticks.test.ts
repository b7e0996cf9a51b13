import { expect, test } from "vitest";
import type { TourStep } from "~/api/types";
import { beginsFolded, doneWords, NOTHING_DONE, nextStep, remembered } from "./ticks";

const step = (title: string, done: boolean): TourStep => ({
  direction: "from git",
  title,
  done,
  text: "",
  commands: "",
  page: "/",
  page_title: "",
});

test("what was seen once stays done; what the tour no longer has is forgotten", () => {
  const steps = [step("edit", false), step("accept", true), step("verify", false)];
  const tour = { id: "1", steps };
  expect(remembered(NOTHING_DONE, tour)).toEqual({ tour: "1", titles: ["accept"] });
  const kept = { tour: "1", titles: ["edit", "gone"] };
  expect(remembered(kept, tour)).toEqual({ tour: "1", titles: ["edit", "accept"] });
  expect(remembered({ tour: "2", titles: ["edit"] }, tour)).toEqual({ tour: "1", titles: ["accept"] });
  const same = { tour: "1", titles: ["accept"] };
  expect(remembered(same, tour)).toBe(same);
});

test("what comes next is the first that was not done", () => {
  const steps = [step("edit", true), step("accept", false)];
  expect(nextStep({ steps }, ["edit"])?.title).toBe("accept");
  expect(nextStep({ steps }, ["edit", "accept"])?.title).toBe("accept");
});

test("how far it got is told", () => {
  expect([doneWords(0, 13), doneWords(1, 13), doneWords(2, 13), doneWords(13, 13)]).toEqual([
    "",
    "1 of 13 steps is done.",
    "2 of 13 steps are done.",
    "All of it is done.",
  ]);
});

test("it begins open where a visitor arrives, with room for it, and folded elsewhere", () => {
  const first = { path: "/", width: 1280, isKnown: false, done: 0 };
  expect(beginsFolded(first)).toBe(false);
  expect(beginsFolded({ ...first, width: 390 })).toBe(true);
  expect(beginsFolded({ ...first, path: "/fabrics/lab" })).toBe(true);
  expect(beginsFolded({ ...first, isKnown: true })).toBe(true);
  expect(beginsFolded({ ...first, done: 1 })).toBe(true);
});
