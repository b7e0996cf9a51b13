import { expect, test } from "vitest";
import { differences } from "./differing";

test("only what differs is told", () => {
  expect(
    differences({ name: "Ada", roles: [{ role: "viewer" }] }, { name: "Ada", roles: [{ role: "admin" }] }),
  ).toEqual([{ path: "roles[0].role", before: "viewer", after: "admin" }]);
});

test("one side alone is all added, or all removed", () => {
  expect(differences(undefined, { a: 1, b: [] })).toEqual([
    { path: "a", before: undefined, after: "1" },
    { path: "b", before: undefined, after: "[]" },
  ]);
  expect(differences({ a: null }, null)).toEqual([{ path: "a", before: "null", after: undefined }]);
});

test("a single value has no path", () => {
  expect(differences("open", "published")).toEqual([{ path: "", before: "open", after: "published" }]);
  expect(differences(1, 1)).toEqual([]);
});
