import { expect, test } from "vitest";
import { applyEdits, editsBetween, type ValueEdit } from "./edits";
import { isSameValue, putAt, renameAt, type Step } from "./values";

const vpc = {
  spec: {
    mode: "l2vni",
    subnets: {
      default: { subnet: "10.0.1.0/24", vlan: 1001, dhcp: { range: { start: "10.0.1.10" } } },
      back: { subnet: "10.0.2.0/24", vlan: 1002 },
    },
    permit: [["default", "back"]],
    routes: [
      { prefix: "10.42.0.0/24", nextHops: ["10.99.0.1"] },
      { prefix: "10.43.0.0/24", nextHops: ["10.99.0.1"] },
    ],
    empty: {},
    big: JSON.parse("9007199254740993") as number,
  },
};

const SUBNETS: Step[] = ["spec", "subnets"];

test.each<[string, unknown, ValueEdit[]]>([
  ["nothing was done", structuredClone(vpc), []],
  [
    "a value",
    putAt(vpc, [...SUBNETS, "back", "vlan"], 1003),
    [{ op: "set", path: "spec.subnets.back.vlan", value: 1003 }],
  ],
  ["a value emptied", putAt(vpc, ["spec", "mode"], undefined), [{ op: "remove", path: "spec.mode" }]],
  [
    "the last value of a map emptied: the map goes with it, and the one around it",
    putAt(vpc, [...SUBNETS, "default", "dhcp", "range", "start"], undefined),
    [{ op: "remove", path: "spec.subnets.default.dhcp" }],
  ],
  ["maps that were touched and left empty again", putAt(vpc, ["spec", "new", "deep"], {}), []],
  [
    "a map with a name of its own stays when it is empty",
    putAt(vpc, [...SUBNETS, "third"], {}),
    [{ op: "set", path: "spec.subnets.third", value: {} }],
  ],
  [
    "a renamed key",
    renameAt(vpc, [...SUBNETS, "default"], "front"),
    [{ op: "rename", path: "spec.subnets.default", key: "front" }],
  ],
  [
    "a renamed key, and a value below it",
    putAt(renameAt(vpc, [...SUBNETS, "default"], "front"), [...SUBNETS, "front", "vlan"], 1300),
    [
      { op: "rename", path: "spec.subnets.default", key: "front" },
      { op: "set", path: "spec.subnets.front.vlan", value: 1300 },
    ],
  ],
  [
    "one that goes and one that comes are not the same",
    putAt(putAt(vpc, [...SUBNETS, "back"], undefined), [...SUBNETS, "new"], { vlan: 7 }),
    [
      { op: "remove", path: "spec.subnets.back" },
      { op: "set", path: "spec.subnets.new", value: { vlan: 7 } },
    ],
  ],
  [
    "one item of a list",
    putAt(vpc, ["spec", "permit", 0, 1], "other"),
    [{ op: "set", path: "spec.permit[0][1]", value: "other" }],
  ],
  [
    "one more item: the list as a whole",
    putAt(vpc, ["spec", "permit", 0, 2], "other"),
    [{ op: "set", path: "spec.permit[0]", value: ["default", "back", "other"] }],
  ],
  [
    "several items of a list of single values: the list as a whole",
    putAt(vpc, ["spec", "permit", 0], ["x", "y"]),
    [{ op: "set", path: "spec.permit[0]", value: ["x", "y"] }],
  ],
  [
    "fields of several items",
    putAt(
      putAt(vpc, ["spec", "routes", 0, "prefix"], "10.1.0.0/24"),
      ["spec", "routes", 1, "nextHops", 0],
      "10.99.0.2",
    ),
    [
      { op: "set", path: "spec.routes[0].prefix", value: "10.1.0.0/24" },
      { op: "set", path: "spec.routes[1].nextHops[0]", value: "10.99.0.2" },
    ],
  ],
  ["an item that nothing is typed in yet", putAt(vpc, ["spec", "permit", 0], ["default", "back", undefined]), []],
  ["the last item of a list", putAt(vpc, ["spec", "permit"], []), [{ op: "remove", path: "spec.permit" }]],
  ["another sort of value", putAt(vpc, ["spec", "mode"], ["a"]), [{ op: "set", path: "spec.mode", value: ["a"] }]],
  ["no value is a value", putAt(vpc, ["spec", "mode"], null), [{ op: "set", path: "spec.mode", value: null }]],
  [
    "into a map that was empty: it is set whole, for it may be written in braces",
    putAt(vpc, ["spec", "empty", "x"], 1),
    [{ op: "set", path: "spec.empty", value: { x: 1 } }],
  ],
])("%s", (_, after, edits) => {
  const keeps = (steps: readonly Step[]) => steps.length === 3 && steps[1] === "subnets";
  expect(editsBetween(vpc, after, keeps)).toEqual(edits);
});

test("a word that two keys have says nothing of a rename", () => {
  expect(editsBetween({ a: true, c: 1 }, { c: 1, b: true })).toEqual([
    { op: "remove", path: "a" },
    { op: "set", path: "b", value: true },
  ]);
  expect(editsBetween({ a: true, c: 1 }, { b: true, c: 1 })).toEqual([{ op: "rename", path: "a", key: "b" }]);
});

/** Numbers that look random and are the same each time (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const KEYS = ["a", "b", "c.d", "e/1", 'q"'];

function anyValue(next: () => number, depth: number): unknown {
  const sort = next();
  if (depth > 0 && sort < 0.35) {
    const keys = KEYS.filter(() => next() < 0.5);
    return Object.fromEntries(keys.map((key) => [key, anyValue(next, depth - 1)]));
  }
  if (depth > 0 && sort < 0.55) return Array.from({ length: Math.floor(next() * 4) }, () => anyValue(next, depth - 1));
  return [1, 2, "x", "y", true, null][Math.floor(next() * 6)];
}

/** Some change at some place. */
function changed(next: () => number, value: unknown): unknown {
  if (typeof value === "object" && value !== null && next() < 0.75) {
    const keys: Step[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
    const step = keys[Math.floor(next() * keys.length)];
    if (step !== undefined) {
      if (typeof step === "string" && next() < 0.2) return renameAt(value, [step], `${step}-new`);
      if (next() < 0.2) return putAt(value, [step], undefined);
      return putAt(value, [step], changed(next, (value as Record<Step, unknown>)[step]));
    }
  }
  return anyValue(next, 2);
}

test("edits lead from one value to the other, whatever they are, and name nothing that is the same", () => {
  const keeps = () => true;
  for (let seed = 1; seed <= 3000; seed += 1) {
    const next = random(seed);
    const before = { spec: anyValue(next, 3) ?? {} };
    let after: unknown = { spec: changed(next, before.spec) };
    if (next() < 0.3) after = { spec: changed(next, (after as { spec: unknown }).spec) };
    const edits = editsBetween(before, after, keeps);
    const what = `seed ${seed}: ${JSON.stringify({ before, after, edits })}`;
    expect(isSameValue(applyEdits(before, edits), after), what).toBe(true);
    expect(editsBetween(before, structuredClone(before), keeps), what).toEqual([]);
    // none is without effect where it is made
    let at: unknown = before;
    for (const edit of edits) {
      const then = applyEdits(at, [edit]);
      expect(edit.op !== "rename" && isSameValue(at, then), `${what}: ${JSON.stringify(edit)}`).toBe(false);
      at = then;
    }
  }
});
