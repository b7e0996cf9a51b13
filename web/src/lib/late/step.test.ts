import { expect, test } from "vitest";
import { nextStep, SOON_MS, type Step } from "./step";

const NOW = 10_000_000;

test.each<[string, Partial<Parameters<typeof nextStep>[0]>, Step]>([
  ["the server answers and nothing is typed", {}, "reload"],
  ["the server is away", { isAnswering: false }, "wait"],
  ["the server is away, and something is typed", { isAnswering: false, hasUnsaved: true }, "wait"],
  ["something is typed", { hasUnsaved: true }, "ask"],
  ["the page was loaded anew a moment ago", { reloadedAt: NOW - 1 }, "ask"],
  ["and nearly a minute ago", { reloadedAt: NOW - SOON_MS + 1 }, "ask"],
  ["the last reload was another time", { reloadedAt: NOW - SOON_MS }, "reload"],
  ["the clock was set back far", { reloadedAt: NOW + SOON_MS }, "reload"],
])("%s", (_, more, step) => {
  expect(nextStep({ isAnswering: true, hasUnsaved: false, reloadedAt: undefined, now: NOW, ...more })).toBe(step);
});
