import { expect, test } from "vitest";
import type { BlameRow } from "~/api/types";
import { exact } from "~/lib/time";
import { nameOf, originWords, setAt } from "./setBy";

const row = (path: string, more: Partial<BlameRow> = {}): BlameRow => ({
  path,
  value: 1,
  known: true,
  author: "Ada <ada@example.net>",
  time: 1000,
  commit: "0123456789abcdef",
  change: null,
  ...more,
});

test("a place is set by whoever set the last of its fields", () => {
  const rows = [row("spec.a.b"), row("spec.a.c", { time: 3000 }), row("spec.ab", { time: 9000 }), row("spec.list")];
  expect(setAt(rows, "spec.a")?.path).toBe("spec.a.c");
  expect(setAt(rows, "spec.a.b")?.path).toBe("spec.a.b");
  expect(setAt(rows, "spec.list[0].x")?.path).toBe("spec.list");
  expect(setAt(rows, "")?.path).toBe("spec.ab");
  expect(setAt(rows, "spec.nothing")).toBeUndefined();
});

test("what nobody knows is told only where nothing below is known", () => {
  const unknown = { known: false, author: null, time: null, commit: null, unknown_before: "fedcba9876543210" };
  expect(setAt([row("a.x", unknown), row("a.y")], "a")?.path).toBe("a.y");
  expect(originWords(setAt([row("a.x", unknown)], "a"))).toBe("unknown before fedcba9876");
});

test("the origin names who, when, the commit and what it came from", () => {
  expect(originWords(row("a"))).toBe(`set by Ada, ${exact(1000)}, commit 0123456789`);
  expect(originWords(row("a", { change: "wider", policy: "policy vlans" }))).toContain(
    ", change wider, by policy vlans",
  );
  expect(originWords(row("a", { raw: "env/raw/a.yaml" }))).toContain(", out of env/raw/a.yaml");
  expect(originWords(row("a", { renamed_by: "fedcba9876543210" }))).toContain(", renamed by commit fedcba9876");
  expect(originWords(undefined)).toBeUndefined();
  expect(nameOf("<nobody@example.net>")).toBe("<nobody@example.net>");
  expect(nameOf(null)).toBe("somebody");
});
