import { expect, test } from "vitest";
import type { TourStep } from "~/api/types";
import { doneWords, remembered } from "./ticks";

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
  expect(remembered([], { steps })).toEqual(["accept"]);
  expect(remembered(["edit", "gone"], { steps })).toEqual(["edit", "accept"]);
});

test("how far it got is told", () => {
  expect([doneWords(0, 13), doneWords(1, 13), doneWords(2, 13), doneWords(13, 13)]).toEqual([
    "",
    "1 of 13 steps is done.",
    "2 of 13 steps are done.",
    "All of it is done.",
  ]);
});
