import { expect, test } from "vitest";
import type { ChangeView } from "~/api/types";
import { changeOf, existingChange, firstTarget, nameProblem, openChanges, targetWords } from "./target";

const own = ["a", "b", "c"];

test("the address comes first, then what was begun, one's own that has a draft of it, the one used last", () => {
  expect(firstTarget({ own, address: "b", begun: "x", drafts: ["c"], last: "a" }, "manual")).toEqual({
    name: "b",
    isNew: false,
  });
  expect(firstTarget({ own, begun: "x", drafts: ["c"], last: "a" }, "manual")).toEqual({ name: "x", isNew: true });
  expect(firstTarget({ own, begun: "a", drafts: ["c"] }, "manual")).toEqual({ name: "a", isNew: false });
  expect(firstTarget({ own, drafts: ["c"], last: "a" }, "manual")).toEqual({ name: "c", isNew: false });
  expect(firstTarget({ own, last: "b" }, "manual")).toEqual({ name: "b", isNew: false });
  expect(firstTarget({ own }, "manual")).toEqual({ name: "a", isNew: false });
  expect(firstTarget({ own: [] }, "manual")).toEqual({ name: "", isNew: true });
});

test("an edit goes to another person's change only where the address says so", () => {
  const drafts = ["of ben"];
  expect(firstTarget({ own, drafts }, "manual")).toEqual({ name: "a", isNew: false });
  expect(firstTarget({ own, drafts, last: "of ben" }, "manual")).toEqual({ name: "a", isNew: false });
  expect(firstTarget({ own, drafts, address: "of ben" }, "manual")).toEqual({ name: "of ben", isNew: false });
});

test("a change that is over, or that nobody knows, begins anew under its name", () => {
  expect(firstTarget({ own, last: "published" }, "manual")).toEqual({ name: "a", isNew: false });
  expect(firstTarget({ own, address: "published" }, "manual")).toEqual({ name: "published", isNew: true });
});

test("with automatic publishing edits go to those of the moment, unless one was chosen", () => {
  expect(firstTarget({ own }, "automatic")).toEqual({ name: "", isNew: false });
  expect(firstTarget({ own, last: "b" }, "automatic")).toEqual({ name: "b", isNew: false });
});

test("where edits go is said in words, and a request names it only where it has a name", () => {
  expect(targetWords({ name: "pool", isNew: false }, "manual")).toBe("It will be saved in the change pool.");
  expect(targetWords({ name: "pool", isNew: true }, "manual")).toBe("It will be saved in the new change pool.");
  expect(targetWords({ name: "", isNew: true }, "manual")).toBe("It will be saved in a new change.");
  expect(targetWords({ name: "", isNew: false }, "automatic")).toContain("published automatically");
  expect(changeOf({ name: " pool ", isNew: true })).toEqual({ change: "pool" });
  expect(changeOf({ name: "", isNew: true })).toEqual({});
});

test("a name is one that the server takes", () => {
  expect(nameProblem(" ")).toBe("The change needs a name.");
  expect(nameProblem("x".repeat(201))).toContain("200");
  expect(nameProblem("pool")).toBeUndefined();
});

test("the change that was edited last is the first, of those of the fabric that take drafts", () => {
  const of = (change: string, fabric: string, state: ChangeView["state"], updated_at: number) =>
    ({ change, fabric, state, updated_at }) as ChangeView;
  const all = [
    of("a", "f", "open", 1),
    of("b", "f", "open", 3),
    of("c", "g", "open", 9),
    of("d", "f", "queued", 9),
    of("e", "f", "awaiting approval", 9),
  ];
  expect(openChanges(all, "f").map(({ change }) => change)).toEqual(["b", "a"]);
});

test("only a change that is there by its name is the one of what is checked", () => {
  expect(existingChange({ name: " a ", isNew: false })).toBe("a");
  expect(existingChange({ name: "a", isNew: true })).toBeUndefined();
  expect(existingChange({ name: "", isNew: false })).toBeUndefined();
});

test("what was emptied takes no edits unless it is named", () => {
  expect(firstTarget({ own: [], emptied: ["a"], last: "a" }, "manual")).toEqual({ name: "", isNew: true });
  expect(firstTarget({ own: ["b"], emptied: ["a"], last: "a" }, "manual")).toEqual({ name: "b", isNew: false });
  expect(firstTarget({ own: [], emptied: ["a"], address: "a" }, "manual")).toEqual({ name: "a", isNew: false });
});
