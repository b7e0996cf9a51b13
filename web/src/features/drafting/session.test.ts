import { expect, test } from "vitest";
import { arrived, isDirty, keepMine, open, type Session, saved, takeTheirs, typed } from "./session";

const git = { text: "vlan: 1\n", revision: 0 };
const bea = { text: "vlan: 2\n", revision: 1, author: { name: "Bea", email: "bea@example.net" } };

test("an untouched text follows the server", () => {
  expect(arrived(open(git), bea)).toEqual({ start: bea, text: bea.text });
});

test("a typed text stays when somebody else saves, and both are there", () => {
  const session = arrived(typed(open(git), "vlan: 3\n"), bea);
  expect(session).toEqual({ start: git, text: "vlan: 3\n", theirs: bea });
  expect(isDirty(session)).toBe(true);
});

test("a typed text stays when Git moves under it", () => {
  const moved = { text: "vlan: 9\n", revision: 0 };
  expect(arrived(typed(open(git), "vlan: 3\n"), moved).theirs).toEqual(moved);
});

test("both typing the same is no disagreement", () => {
  expect(arrived(typed(open(git), bea.text), bea)).toEqual({ start: bea, text: bea.text });
});

test("the latest of several of their versions is the one to compare with", () => {
  const later = { text: "vlan: 5\n", revision: 2 };
  expect(arrived(arrived(typed(open(git), "vlan: 3\n"), bea), later).theirs).toEqual(later);
});

test("when they take it back, nothing is left to decide", () => {
  expect(arrived(arrived(typed(open(git), "vlan: 3\n"), bea), git)).toEqual({ start: git, text: "vlan: 3\n" });
});

test("keeping mine saves over theirs, taking theirs drops mine", () => {
  const session = arrived(typed(open(git), "vlan: 3\n"), bea);
  expect(keepMine(session)).toEqual({ start: bea, text: "vlan: 3\n" });
  expect(takeTheirs(session)).toEqual({ start: bea, text: bea.text });
});

test("what was typed while a save was on its way is still unsaved", () => {
  const sent = "vlan: 3\n";
  const session = saved(typed(typed(open(git), sent), "vlan: 34\n"), sent, { revision: 1 });
  expect(session).toEqual({ start: { text: sent, revision: 1 }, text: "vlan: 34\n" });
  expect(isDirty(session)).toBe(true);
});

test("a kept text is back where the server did not move, and is compared where it did", () => {
  const kept: Session = { start: git, text: "vlan: 3\n" };
  expect(open(git, kept)).toEqual(kept);
  expect(open(bea, kept).theirs).toEqual(bea);
  expect(open(bea, { start: git, text: bea.text })).toEqual({ start: bea, text: bea.text });
});
