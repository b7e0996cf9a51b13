import { expect, test } from "vitest";
import { revertName } from "./revertName";

const bytes = (text: string) => new TextEncoder().encode(text).length;

test("a revert is called as Git calls it, and so is the revert of a revert", () => {
  expect(revertName("bigger web")).toBe('Revert "bigger web"');
  expect(revertName(revertName("bigger web"))).toBe('Revert "Revert "bigger web""');
});

test("a long name is cut between two characters, so that it stays a name that the server accepts", () => {
  expect(revertName("x".repeat(191))).toBe(`Revert "${"x".repeat(191)}"`);
  expect(revertName("x".repeat(192))).toBe(`Revert "${"x".repeat(188)}…"`);
  const cut = revertName("é".repeat(100));
  expect(cut).toBe(`Revert "${"é".repeat(94)}…"`);
  expect(bytes(cut)).toBeLessThanOrEqual(200);
  expect(revertName("😀".repeat(50))).toBe(`Revert "${"😀".repeat(47)}…"`);
  expect(revertName(`${"x".repeat(187)} ${"y".repeat(12)}`)).toBe(`Revert "${"x".repeat(187)}…"`);
});
