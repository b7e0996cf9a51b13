import { expect, test } from "vitest";
import { placeAt } from "./place";
import { ITEM } from "./schema";

/** The place of `|` in a text. */
function at(text: string) {
  const lines = text.split("\n");
  const line = lines.findIndex((one) => one.includes("|"));
  const column = lines[line]?.indexOf("|") ?? 0;
  lines[line] = lines[line]?.replace("|", "") ?? "";
  return placeAt(lines, line, column);
}

test("a key stands in the map that its indentation says", () => {
  const place = at("kind: VPC\nspec:\n  subnets:\n    default:\n      vlan: 1\n      ga|\n      subnet: x\n  other: 1");
  expect(place?.steps).toEqual(["spec", "subnets", "default"]);
  expect(place).toMatchObject({ wants: "key", typed: "ga", from: 6 });
  expect([...(place?.siblings ?? [])].sort()).toEqual(["subnet", "vlan"]);
});

test("a value stands behind its key", () => {
  expect(at("spec:\n  mode: l2|")).toMatchObject({ steps: ["spec", "mode"], wants: "value", typed: "l2" });
  expect(at("spec:\n  mode: |")).toMatchObject({ steps: ["spec", "mode"], wants: "value", typed: "" });
});

test("an item of a list is a step, also where the list stands at its key's column", () => {
  expect(at("spec:\n  links:\n    - server:\n        po|")?.steps).toEqual(["spec", "links", ITEM, "server"]);
  expect(at("spec:\n  links:\n  - server: x\n    po|")?.steps).toEqual(["spec", "links", ITEM]);
  expect(at("spec:\n  links:\n  - po|")?.steps).toEqual(["spec", "links", ITEM]);
});

test("keys of the item before are not siblings", () => {
  const place = at("links:\n  - name: a\n    port: 1\n  - name: b\n    |\n  - other: c");
  expect([...(place?.siblings ?? [])]).toEqual(["name"]);
});

test("the top of a document is no step at all, and the document before is another", () => {
  expect(at("kind: VPC\n|")?.steps).toEqual([]);
  expect(at("spec:\n  a: 1\n---\n  |")?.steps).toEqual([]);
});

test("quoted keys, comments and empty lines on the way do not matter", () => {
  expect(at('metadata:\n  # why\n\n  "labels":\n    a/b: c\n    |')?.steps).toEqual(["metadata", "labels"]);
});

test("nothing is guessed in comments and in flow style", () => {
  expect(at("a: 1 # no|")).toBeUndefined();
  expect(at("a: [b, c|]")).toBeUndefined();
});
