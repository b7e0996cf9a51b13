import { expect, test } from "vitest";
import { readPath } from "./fieldPath";
import { isSameValue, pathOf, putAt, renameAt, type Step, stepsOf, valueAt } from "./values";

test.each<[Step[], string]>([
  [[], ""],
  [["spec", "subnets", "default", "vlan"], "spec.subnets.default.vlan"],
  [["spec", "permit", 0, "vpc-1"], "spec.permit[0].vpc-1"],
  [["spec", "portSpeeds", "E1/1"], "spec.portSpeeds.E1/1"],
  [["metadata", "labels", "fabric.githedgehog.com/zone"], 'metadata.labels."fabric.githedgehog.com/zone"'],
  [["spec", "staticLeases", "aa:bb"], "spec.staticLeases.aa:bb"],
  [["a", ""], 'a.""'],
  [["a", 'q"\\x'], 'a."q\\"\\\\x"'],
  [["a", "two words", 1, 2], 'a."two words"[1][2]'],
  [["a", "line\nand\ttab"], 'a."line\\nand\\ttab"'],
  [["a", "k=v"], 'a."k=v"'],
])("the path of %j is %s", (steps, path) => {
  expect(pathOf(steps)).toBe(path);
  // it is read as what it was written from; the reader knows no empty key
  const read = readPath(path)?.map((segment) =>
    "key" in segment ? segment.key : "index" in segment ? segment.index : "",
  );
  if (!steps.includes("")) expect(read).toEqual(steps);
});

test("items that are named by a field are found at their position", () => {
  const value = { spec: { statements: [{ seq: 10 }, { seq: 20, action: "deny" }] } };
  expect(stepsOf("spec.statements[seq=20].action", value)).toEqual(["spec", "statements", 1, "action"]);
  expect(stepsOf("spec.statements[0]", value)).toEqual(["spec", "statements", 0]);
  expect(stepsOf("spec.statements[seq=30].action", value)).toBeUndefined();
  expect(stepsOf("spec..", value)).toBeUndefined();
});

test("a value is put, taken away and renamed without touching what was given", () => {
  const value = { spec: { a: 1, list: [1, 2, 3], b: 2 } };
  expect(putAt(value, ["spec", "list", 1], undefined)).toEqual({ spec: { a: 1, list: [1, 3], b: 2 } });
  expect(putAt(value, ["spec", "list", 3], 4)).toEqual({ spec: { a: 1, list: [1, 2, 3, 4], b: 2 } });
  expect(putAt(value, ["spec", "a"], undefined)).toEqual({ spec: { list: [1, 2, 3], b: 2 } });
  expect(putAt(value, ["spec", "new", "deep", 0, "x"], 1)).toEqual({
    spec: { ...value.spec, new: { deep: [{ x: 1 }] } },
  });
  const renamed = renameAt(value, ["spec", "a"], "z");
  expect(Object.keys(valueAt(renamed, ["spec"]) as object)).toEqual(["z", "list", "b"]);
  expect(value).toEqual({ spec: { a: 1, list: [1, 2, 3], b: 2 } });
  const odd = putAt({}, ["__proto__"], 1);
  expect(Object.keys(odd as object)).toEqual(["__proto__"]);
});

test("what is inherited is not there", () => {
  expect(valueAt({}, ["constructor"])).toBeUndefined();
  expect(valueAt("text", ["length"])).toBeUndefined();
  expect(valueAt([1], ["0"])).toBeUndefined();
});

test("values are compared by what they hold", () => {
  expect(isSameValue({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true);
  expect(isSameValue({ a: 1 }, { a: 1, b: undefined })).toBe(true);
  expect(isSameValue({ a: null }, {})).toBe(false);
  expect(isSameValue([1, 2], [2, 1])).toBe(false);
  expect(isSameValue({ a: 1 }, { a: "1" })).toBe(false);
  expect(isSameValue([], {})).toBe(false);
});
