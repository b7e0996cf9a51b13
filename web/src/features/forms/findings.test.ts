import { expect, test } from "vitest";
import type { FindingView } from "~/api/types";
import { byField, isWithin, ofTouched } from "./findings";

const finding = (field: string | undefined, message: string): FindingView => ({
  path: "",
  line: 1,
  column: 1,
  severity: "error",
  rule: "type",
  message,
  ...(field === undefined ? {} : { field }),
});

test("findings are at their field, also where its item is named by what is in it", () => {
  const value = { spec: { list: [{ seq: 10 }, { seq: 20, to: "x" }] } };
  const found = byField(
    [
      finding("spec.list[seq=20].to", "a"),
      finding("spec.list[1].to", "b"),
      finding("spec.gone[seq=1]", "c"),
      finding(undefined, "d"),
    ],
    value,
  );
  expect([...found].map(([path, all]) => [path, ...all.map(({ message }) => message)])).toEqual([
    ["spec.list[1].to", "a", "b"],
    ["spec.gone[seq=1]", "c"],
  ]);
});

test("what is below a path is within it, what only begins alike is not", () => {
  expect(["spec.a", "spec.a.b", "spec.a[0]"].every((path) => isWithin(path, "spec.a"))).toBe(true);
  expect(isWithin("spec.ab", "spec.a")).toBe(false);
  expect(isWithin("spec", "")).toBe(true);
});

test("of what somebody begins to write nothing is said to be wrong before they were there", () => {
  const value = { spec: { permit: [{ web: {} }], name: "" } };
  const all = [finding("spec.permit[0]", "one too few"), finding("spec.name", "missing"), finding(undefined, "of all")];
  const said = (...touched: string[]) => ofTouched(all, value, new Set(touched)).map(({ message }) => message);
  expect(said()).toEqual(["of all"]);
  expect(said("spec.permit[0].web")).toEqual(["one too few", "of all"]);
  expect(said("spec.name")).toEqual(["missing", "of all"]);
  expect(said("spec.permit[10]")).toEqual(["of all"]);
});
