import { expect, test } from "vitest";
import type { Schema } from "~/features/drafting/schema";
import { placeOf } from "./arrangement";
import { arrangementOf } from "./domain";
import { carriedOver, isAlone, isAskedFor, partsOf } from "./parts";
import { begun, schemaAtSteps, shapeOf, wantedAt } from "./shape";

const text: Schema = { type: "string" };

test.each<[string, Schema | undefined, unknown, string]>([
  ["fixed names", { type: "object", properties: { a: text } }, undefined, "fields"],
  ["named entries", { type: "object", additionalProperties: text }, {}, "entries"],
  ["a list", { type: "array", items: text }, undefined, "list"],
  ["words to choose from", { type: "string", enum: ["a", "b"] }, "a", "choice"],
  ["a switch", { type: "boolean" }, undefined, "switch"],
  ["a whole number", { type: "integer" }, 3, "whole"],
  ["a number", { type: "number" }, undefined, "number"],
  ["a number or a text", { "x-kubernetes-int-or-string": true }, undefined, "either"],
  ["a text", text, undefined, "text"],
  ["an object of which nothing is said", { type: "object" }, undefined, "fields"],
  [
    "an object that may hold anything",
    { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    undefined,
    "any",
  ],
  ["no schema", undefined, undefined, "any"],
  ["no schema, and a map", undefined, { a: 1 }, "entries"],
  ["no schema, and a list", undefined, [1], "list"],
  ["no schema, and a text", undefined, "x", "text"],
  ["no schema, and an empty map", undefined, {}, "any"],
  ["a text where a number is wanted", { type: "integer" }, "12", "text"],
  ["a list where a map is wanted", { type: "object", properties: { a: text } }, [1], "list"],
  ["no value where a list is wanted", { type: "array" }, null, "list"],
])("%s", (_, schema, value, shape) => {
  expect(shapeOf(schema, value)).toBe(shape);
});

test("what is begun is as empty as it can be", () => {
  expect(begun({ type: "object", properties: { a: text } })).toEqual({});
  expect(begun({ type: "array" })).toEqual([]);
  expect(begun({ type: "boolean" })).toBe(false);
  expect(begun(text)).toBe("");
  expect(begun(undefined, { a: 1 })).toEqual({});
  expect(begun(undefined, "x")).toBe("");
});

test("without a schema a number stays one while it is typed again, and a text a text", () => {
  expect(wantedAt(undefined, "number")).toBe("either");
  expect(wantedAt(undefined, "text")).toBe("text");
  expect(wantedAt({ type: "integer" }, "text")).toBe("whole");
});

test("the schema of an item and of an entry is found", () => {
  const schema: Schema = { properties: { list: { items: { additionalProperties: { type: "integer" } } } } };
  expect(schemaAtSteps(schema, ["list", 3, "any"])).toEqual({ type: "integer" });
});

const keysOf = (parts: ReturnType<typeof partsOf>) => ({
  shown: parts.shown.map(({ title, fields }) => [title, ...fields.map(({ key }) => key)]),
  folded: parts.folded.map(({ key }) => key),
});

test("arranged fields come first and are always shown; others are folded until they are set", () => {
  const schema: Schema = { required: ["must"], properties: { a: text, b: text, c: text, must: text, d: text } };
  const place = { sections: [{ title: "First", fields: ["c", "a", "not in this version"] }] };
  expect(keysOf(partsOf(schema, { d: "x", stray: 1 }, place))).toEqual({
    shown: [
      ["First", "c", "a"],
      ["Other fields", "must", "d", "stray"],
    ],
    folded: ["b"],
  });
});

test("what is required below an optional map is asked for once the map is there", () => {
  const options: Schema = { type: "object", required: ["lease"], properties: { lease: text, dns: text } };
  const dhcp: Schema = { type: "object", properties: { options } };
  const spec: Schema = { type: "object", required: ["dhcp"], properties: { dhcp, other: { ...dhcp } } };
  const schema: Schema = { type: "object", required: ["spec"], properties: { spec } };
  const isAsked = (root: unknown, ...steps: string[]) => isAskedFor(schema, root, ["spec", ...steps]);
  expect(isAsked({})).toBe(true);
  expect(isAsked({}, "dhcp")).toBe(true);
  expect(isAsked({ spec: { dhcp: {} } }, "dhcp", "options")).toBe(false);
  expect(isAsked({ spec: { dhcp: { options: { dns: "x" } } } }, "dhcp", "options")).toBe(true);
  expect(isAsked({ spec: {} }, "other")).toBe(false);
});

test("a map that nobody arranged shows its few fields, and folds many", () => {
  const of = (many: number): Schema => ({
    properties: Object.fromEntries(Array.from({ length: many }, (_, at) => [`f${at}`, text])),
  });
  expect(partsOf(of(6), undefined, {}).folded).toEqual([]);
  expect(keysOf(partsOf(of(7), { f3: "x" }, {}))).toEqual({
    shown: [["", "f3"]],
    folded: ["f0", "f1", "f2", "f4", "f5", "f6"],
  });
});

test("of alternatives only the one that is used is shown, and nothing else hides it", () => {
  const inner: Schema = { type: "object", properties: { links: { type: "array", items: { type: "object" } } } };
  const schema: Schema = { properties: { bundled: inner, eslag: inner } };
  const place = { oneOf: { label: "Type", fields: ["eslag", "bundled", "unknown"] } };
  const parts = partsOf(schema, { bundled: {} }, place);
  expect(parts.oneOf?.used).toBe("bundled");
  expect(parts.oneOf?.fields.map(({ key }) => key)).toEqual(["eslag", "bundled"]);
  expect(keysOf(parts)).toEqual({ shown: [["", "bundled"]], folded: [] });
  expect(keysOf(partsOf(schema, {}, place)).shown).toEqual([]);
});

test("another type takes over what it has alike", () => {
  const links = (end: string): Schema => ({ type: "array", items: { type: "object", properties: { [end]: text } } });
  const value = { links: [{ server: "a" }], mtu: 9000 };
  const from: Schema = { properties: { links: links("server"), mtu: { type: "integer" } } };
  expect(carriedOver(from, { properties: { links: links("server") } }, value)).toEqual({ links: value.links });
  expect(carriedOver(from, { properties: { links: links("spine"), mtu: { type: "integer" } } }, value)).toEqual({
    mtu: 9000,
  });
});

test("places are found by their steps, the exact one first", () => {
  const arrangement = { "a.*.b": { label: "any" }, "a.x.b": { label: "exact" } };
  expect(placeOf(arrangement, ["a", "x", "b"]).label).toBe("exact");
  expect(placeOf(arrangement, ["a", 0, "b"]).label).toBe("any");
  expect(placeOf(arrangement, ["a", "b"]).label).toBeUndefined();
  expect(placeOf(undefined, ["a"])).toEqual({});
});

test("each kind of the classic catalogue that people make by hand is arranged", () => {
  const of = (group: string, ...kinds: string[]) =>
    kinds.map((kind) => arrangementOf({ kind, group: `${group}.githedgehog.com` })?.spec);
  const arranged = [
    ...of(
      "vpc",
      "VPC",
      "VPCAttachment",
      "VPCPeering",
      "External",
      "ExternalAttachment",
      "ExternalPeering",
      "IPv4Namespace",
    ),
    ...of("wiring", "Connection", "Switch", "Server", "VLANNamespace"),
  ];
  expect(arranged.every((place) => place?.sections ?? place?.oneOf)).toBe(true);
  expect(arrangementOf({ kind: "VPC", group: "example.org" })).toBeUndefined();
});

test("the steps of a VPC's form are what an operator thinks of", () => {
  const vpc = arrangementOf({ kind: "VPC", group: "vpc.githedgehog.com" });
  const subnet = placeOf(vpc, ["spec", "subnets", "web", "vlan"]);
  expect(subnet.source).toEqual({ of: "free", what: "vlan", namespace: ["spec", "vlanNamespace"] });
  expect(placeOf(vpc, ["spec", "subnets", "default"]).sections?.map(({ title }) => title)).toEqual([
    "Addressing",
    "VLANs",
    "DHCP",
    "Permissions",
  ]);
  // an example could be outside of the fabric's namespace
  expect(Object.values(vpc ?? {}).filter(({ hint }) => /\d+\.\d+/.test(hint ?? ""))).toEqual([]);
  const connection = arrangementOf({ kind: "Connection", group: "wiring.githedgehog.com" });
  expect(placeOf(connection, ["spec", "eslag", "links", 1, "switch", "port"]).source).toEqual({
    of: "ports",
    kinds: ["Switch"],
  });
});

test("a field is alone where the form shows no other of the resource, known to the schema or not", () => {
  const kind = { properties: { apiVersion: {}, kind: {}, metadata: {}, spec: {}, status: {} } };
  expect(isAlone("spec", kind, { kind: "VPC", spec: {} })).toBe(true);
  expect(isAlone("spec", undefined, { spec: {} })).toBe(true);
  expect(isAlone("spec", kind, { spec: {}, data: 1 })).toBe(false);
  expect(isAlone("spec", { properties: { ...kind.properties, data: {} } }, {})).toBe(false);
});
