import { expect, test } from "vitest";
import { movedSince } from "./usePreview";

test("only another head is news, and it says whether the diff stayed", () => {
  const seen = { head: "a", diff: "+1" };
  expect(movedSince(seen, { head: "a", diff: "+2" })).toBeUndefined();
  expect(movedSince(seen, { head: "b", diff: "+1" })).toEqual({ from: "a", to: "b", isSame: true });
  expect(movedSince(seen, { head: "b", diff: "+2" })).toEqual({ from: "a", to: "b", isSame: false });
  expect(movedSince(undefined, seen)).toBeUndefined();
  expect(movedSince({ head: null, diff: "" }, seen)).toBeUndefined();
});
