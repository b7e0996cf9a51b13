import { expect, test } from "vitest";
import { isLong, Typed, toYaml } from "./emit";

test("scalars keep their type when they are read again", () => {
  const cases: [unknown, string][] = [
    [1400, "1400"],
    [true, "true"],
    [null, "null"],
    ["leaf-1/E1/1", "leaf-1/E1/1"],
    ["10.0.1.0/24", "10.0.1.0/24"],
    ["1400", '"1400"'],
    ["yes", '"yes"'],
    ["", '""'],
    ["a: b", '"a: b"'],
    ["a #b", '"a #b"'],
    ["- a", '"- a"'],
    ["12:30", '"12:30"'],
    ["*x", '"*x"'],
  ];
  for (const [value, yaml] of cases) expect(toYaml(value)).toBe(yaml);
});

test("maps and lists nest as people write them", () => {
  expect(toYaml({ spec: { list: [{ a: 1, b: [] }, ["x"]], none: {} } })).toBe(
    ["spec:", "  list:", "    - a: 1", "      b: []", "    - - x", "  none: {}"].join("\n"),
  );
});

test("a text of several lines becomes a block", () => {
  expect(toYaml({ note: "one\ntwo\n" })).toBe("note: |\n  one\n  two");
  expect(toYaml({ note: "one\ntwo" })).toBe("note: |-\n  one\n  two");
  expect(toYaml("one\n\n")).toBe("|+\none\n");
  expect(toYaml(" one\ntwo")).toBe('" one\\ntwo"');
  expect(isLong("one\ntwo")).toBe(true);
  expect(isLong([])).toBe(false);
});

test("a typed text stands as it was typed, at its indentation", () => {
  expect(toYaml({ a: { b: new Typed("1300") } })).toBe("a:\n  b: 1300");
  expect(toYaml({ a: new Typed("x: 1\ny: 2") })).toBe("a:\n  x: 1\n  y: 2");
  expect(toYaml({ a: new Typed("|\n  one\n  two") })).toBe("a: |\n    one\n    two");
  expect(toYaml([new Typed("")])).toBe("-");
});
