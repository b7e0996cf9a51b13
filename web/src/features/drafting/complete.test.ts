import { expect, test } from "vitest";
import { optionsAt } from "./complete";
import type { Schema } from "./schema";

const SCHEMA: Schema = {
  properties: {
    spec: {
      required: ["mode"],
      properties: {
        mode: { type: "string", enum: ["l2vni", "l3vni", "yes"], default: "l2vni", description: "How it is routed." },
        isOpen: { type: "boolean" },
        subnets: {
          type: "object",
          additionalProperties: { properties: { vlan: { type: "integer", minimum: 0, maximum: 4095 } } },
        },
        links: { type: "array", items: { properties: { port: { type: "string" } } } },
      },
    },
  },
};

function labels(text: string): string[] | undefined {
  const lines = text.split("\n");
  return optionsAt(SCHEMA, lines, lines.length - 1, lines.at(-1)?.length ?? 0)?.options.map(({ label }) => label);
}

test("keys that are there already are not offered", () => {
  expect(labels("spec:\n  mode: l2vni\n  ")).toEqual(["isOpen", "subnets", "links"]);
});

test("maps with names of one's own, and lists, lead on", () => {
  expect(labels("spec:\n  subnets:\n    front:\n      v")).toEqual(["vlan"]);
  expect(labels("spec:\n  links:\n    - p")).toEqual(["port"]);
});

test("values are offered where the schema names them", () => {
  expect(labels("spec:\n  mode: ")).toEqual(["l2vni", "l3vni", "yes"]);
  expect(labels("spec:\n  isOpen: t")).toEqual(["true", "false"]);
  expect(labels("spec:\n  subnets: ")).toBeUndefined();
});

test("a key brings its colon and says what it takes; a value that means something else in YAML brings quotes", () => {
  const key = optionsAt(SCHEMA, ["spec:", "  subnets:", "    a:", "      vl"], 3, 8)?.options[0];
  expect(key).toMatchObject({ insert: "vlan: ", detail: "integer, 0-4095" });
  const mode = optionsAt(SCHEMA, ["spec:", "  mo"], 1, 4);
  expect(mode?.from).toBe(2);
  expect(mode?.options[0]).toMatchObject({ detail: 'string, required, usually "l2vni"', info: "How it is routed." });
  expect(optionsAt(SCHEMA, ["spec:", "  mode: y"], 1, 9)?.options[2]?.insert).toBe('"yes"');
});

test("a place that the schema does not know offers nothing", () => {
  expect(labels("other:\n  ")).toBeUndefined();
});
