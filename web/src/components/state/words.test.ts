import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { STATES, type StateOf, stateWord } from "./words";

interface Schema {
  enum?: string[];
  oneOf?: Schema[];
}

const { components } = JSON.parse(readFileSync("openapi.json", "utf8")) as {
  components: { schemas: Record<string, Schema> };
};
const wordsOf = (schema: Schema): string[] => schema.enum ?? (schema.oneOf ?? []).flatMap(wordsOf);

/** A type that is named like a state and is none: what is asked for. */
const OTHERS = ["ShownState"];

const known = Object.entries(components.schemas).filter(
  ([name, schema]) =>
    name in STATES || (/(?:State|Standing|Outcome|Severity)$/.test(name) && wordsOf(schema).length > 0),
);

test("the API knows states", () => {
  expect(known.length).toBeGreaterThan(15);
});

test.each(known.filter(([name]) => !OTHERS.includes(name)))(
  "every word of %s is explained, and no other",
  (name, schema) => {
    expect(Object.keys(STATES[name as StateOf]?.words ?? {}).sort()).toEqual([...wordsOf(schema)].sort());
  },
);

test.each(Object.entries(STATES))("what %s means is one sentence, and each word is told once", (_, { words }) => {
  const all = Object.entries(words).map(([state, word]) => ({ word: state, ...word }));
  for (const { means } of all) expect(means).toMatch(/^[A-Z].+\.$/);
  expect(new Set(all.map(({ word }) => word)).size).toBe(all.length);
  for (const { word } of all) expect(word).not.toMatch(/[/_]|finalised/);
});

test("a state of a newer server is shown by its name", () => {
  expect(stateWord("ChangeState", "parked")).toMatchObject({ word: "parked", tone: "aside" });
  expect(stateWord("RunState", "finalised").word).toBe("ended");
});
