import { expect, test } from "vitest";
import type { NamedDoc } from "./docs";
import { HITS, search } from "./search";

const docs: NamedDoc[] = [
  {
    name: "merging",
    title: "Merging",
    nodes: [
      ["h1", { id: "merging" }, "Merging"],
      ["p", {}, "Two people change ", ["code", {}, "vlan"], "."],
      ["h2", { id: "lists" }, "Lists"],
      ["p", {}, `${"Other words stand here. ".repeat(20)}A policy decides.`],
      ["h2", { id: "policies" }, "Policies"],
      ["p", {}, "Rules in order."],
    ],
  },
];

test("the sections with every word are found, those named so first, with the words around them", () => {
  const hits = search(docs, "Polic");
  expect(hits.map(({ at, heading }) => [at, heading])).toEqual([
    ["policies", "Policies"],
    ["lists", "Lists"],
  ]);
  expect(hits[1]?.excerpt).toMatch(/^… .*A policy decides\.$/);
});

test("a page's beginning is found under its title; words apart need not stand together", () => {
  expect(search(docs, "vlan people")).toEqual([
    { doc: "merging", title: "Merging", excerpt: "Two people change vlan." },
  ]);
  expect(search(docs, "vlan lists")).toEqual([]);
  expect(search(docs, " ")).toEqual([]);
});

test("the list ends", () => {
  const many = Array.from({ length: 50 }, (_, at) => ({ name: `d${at}`, title: "Rules", nodes: ["rules"] }));
  expect(search(many, "rules")).toHaveLength(HITS);
});
