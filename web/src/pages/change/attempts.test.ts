import { expect, test } from "vitest";
import { attemptWords } from "./attempts";

test("a push that was tried again says at which attempt it went", () => {
  expect(attemptWords(1)).toBe("Pushed at the first attempt.");
  expect(attemptWords(2)).toBe("Pushed at attempt 2.");
});
