import { expect, test } from "vitest";
import { becameWords, isRestorable, sinceWords, valueWords } from "./words";

test("what changed or is gone can be restored, what is the same or not known for sure cannot", () => {
  const row = (since: "same" | "changed" | "gone" | "unknown", more: object = {}) =>
    isRestorable({ since, standing: "live", ...more } as never);
  expect([row("same"), row("changed"), row("gone"), row("unknown")]).toEqual([false, true, true, false]);
  expect(row("changed", { standing: "unreadable" })).toBe(false);
  expect(row("changed", { copies: 2 })).toBe(false);
});

test("each word has a sentence of its own", () => {
  const since = (["same", "changed", "gone", "unknown"] as const).map((one) => sinceWords(one).words);
  const all = ["added", "deleted", "changed", "moved", "commented-out", "uncommented", "copies"] as const;
  const became = all.map((one) => becameWords({ became: one, fields: [] }).words);
  expect(new Set([...since, ...became]).size).toBe(since.length + became.length);
  expect(becameWords({ became: "changed", fields: [{ path: "spec.x", from: 1, to: 2 }] as never }).words).toBe(
    "changed",
  );
});

test("a value is one line", () => {
  expect([valueWords(1400), valueWords("10.0.1.0/24"), valueWords(null)]).toEqual(["1400", "10.0.1.0/24", "nothing"]);
  expect(valueWords({ a: [1] })).toBe('{"a":[1]}');
});
