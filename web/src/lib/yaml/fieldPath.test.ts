import { expect, test } from "vitest";
import { readPath, withValueAt } from "./fieldPath";

test("keys, positions, items and quoted keys are read apart", () => {
  expect(readPath("")).toEqual([]);
  expect(readPath("spec.links[0]")).toEqual([{ key: "spec" }, { key: "links" }, { index: 0 }]);
  expect(readPath('metadata.labels."fabric.example.org/zone"')).toEqual([
    { key: "metadata" },
    { key: "labels" },
    { key: "fabric.example.org/zone" },
  ]);
  expect(readPath("spec.statements[seq=10].action")).toEqual([
    { key: "spec" },
    { key: "statements" },
    { item: [["seq", "10"]] },
    { key: "action" },
  ]);
  expect(readPath("a[server.port=s1/e1,switch.port=l1/E1]")).toEqual([
    { key: "a" },
    {
      item: [
        ["server.port", "s1/e1"],
        ["switch.port", "l1/E1"],
      ],
    },
  ]);
  expect(readPath("a[=10.0.0.0/8]")).toEqual([{ key: "a" }, { item: [["", "10.0.0.0/8"]] }]);
});

test("what is not a path is not guessed", () => {
  for (const text of ["a..b", "a[", "a[x]", 'a."b', "a[1"]) expect(readPath(text), text).toBeUndefined();
});

test("a value is put where the path says, and the rest stays", () => {
  const value = { spec: { list: [{ seq: 10, to: "a" }, { seq: 20 }], set: ["x", "y"] } };
  const put = (path: string, what: unknown) => withValueAt(value, readPath(path) ?? [], what);
  expect(put("spec.list[seq=10].to", "b")).toEqual({
    spec: { list: [{ seq: 10, to: "b" }, { seq: 20 }], set: ["x", "y"] },
  });
  expect(put("spec.new.deep", 1)).toEqual({ spec: { ...value.spec, new: { deep: 1 } } });
  expect(put("spec.set[=y]", "z")).toEqual({ spec: { ...value.spec, set: ["x", "z"] } });
  expect(put("", 7)).toBe(7);
});

test("a way that is not there is told, not made up", () => {
  expect(withValueAt({ a: 1 }, readPath("a.b") ?? [], 2)).toBeUndefined();
  expect(withValueAt({ a: [] }, readPath("a[seq=1]") ?? [], 2)).toBeUndefined();
});
