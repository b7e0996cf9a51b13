import { expect, test } from "vitest";
import { sentenceOf, urgency } from "./sentence";

test("what needs a person is told, the most urgent first", () => {
  const open = ["open", "awaiting approval", "conflicted", "conflicted"].map(
    (state) => ({ state }) as { state: "open" },
  );
  expect(sentenceOf(open, undefined)).toBe("4 open changes: 2 conflicted and 1 awaiting approval.");
  expect(sentenceOf([{ state: "open" }], "lab")).toBe("1 open change in lab.");
  expect(sentenceOf([], undefined)).toBe("No change is open.");
});

test("what needs a person stands before what goes on by itself", () => {
  const states = ["open", "queued", "awaiting approval", "waiting", "conflicted"] as const;
  expect([...states].sort((a, b) => urgency(a) - urgency(b))).toEqual([
    "conflicted",
    "waiting",
    "awaiting approval",
    "open",
    "queued",
  ]);
});
