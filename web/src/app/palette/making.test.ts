import { expect, test } from "vitest";
import { ADMIN, EDITOR, VIEWER } from "~/test/fixtures";
import { isMaking, making } from "./making";

const FABRICS = ["a", "b", "c", "d", "e", "f g"].map((fabric) => ({ fabric }));
const labels = (...of: Parameters<typeof making>) => making(...of).map(({ label }) => label);

test("what is made is offered once `new` is typed, the fabric of the page first, and only a few", () => {
  expect(labels("new", ADMIN, FABRICS, "f g")).toEqual([
    "New resource in f g",
    "New resource in a",
    "New resource in b",
    "New resource in c",
    "New resource in d",
    "New change",
    "Connect a new fabric",
  ]);
  expect(making("new", ADMIN, FABRICS, "f g")[0]?.to).toBe("/fabrics/f%20g/new");
});

test("nobody is offered what would be refused", () => {
  expect(labels("new", VIEWER, FABRICS, undefined)).toEqual([]);
  expect(labels("new", EDITOR, FABRICS, undefined)).not.toContain("Connect a new fabric");
});

test.each(["ne", "new", "New vpc", "add", "crea", " create x"])("%s is about making", (typed) => {
  expect(isMaking(typed)).toBe(true);
});

test.each(["", "n", "web", "newest", "address"])("%s is not", (typed) => {
  expect(isMaking(typed)).toBe(false);
});
