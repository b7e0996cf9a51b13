import { readdirSync, readFileSync } from "node:fs";
import { DOCS, VERSION } from "virtual:docs";
import { beforeAll, expect, test } from "vitest";
import { HELP } from "~/components/help/places";
import { DOC_TAGS, elements, textOf } from "~/lib/docs/doc";
import { allDocs, type NamedDoc } from "./docs";

let all: NamedDoc[];
beforeAll(async () => {
  all = await allDocs();
});

/** The anchors of a page. */
function anchors(name: string): string[] {
  const doc = all.find((one) => one.name === name);
  return [...elements(doc?.nodes ?? [])].flatMap(([, { id }]) => id ?? []);
}

const isThere = (doc: string, at: string | undefined) =>
  all.some(({ name }) => name === doc) && (at === undefined || anchors(doc).includes(at));

test("every page of docs/ is there, under its title, in the order of their list", () => {
  const files = readdirSync("../docs").filter((file) => file.endsWith(".md"));
  expect(DOCS.map(({ name }) => `${name}.md`).toSorted()).toEqual(files.toSorted());
  expect(DOCS.slice(0, 3).map(({ name, title }) => [name, title])).toEqual([
    ["README", "Documentation"],
    ["concepts", "Concepts"],
    ["guide", "A day with Hedgerow"],
  ]);
  expect(VERSION).toMatch(/^\d+\.\d+\.\d+/);
});

test("the list of pages names every page", () => {
  const list = all.find(({ name }) => name === "README");
  const named = [...elements(list?.nodes ?? [])].flatMap(([, { doc }]) => doc ?? []);
  const unnamed = DOCS.map(({ name }) => name).filter((name) => name !== "README" && !named.includes(name));
  expect(unnamed).toEqual([]);
});

test("every link within the documentation leads somewhere, and every picture is there", () => {
  const pictures = readdirSync("../docs", { recursive: true, encoding: "utf8" });
  const lost = all.flatMap(({ name, nodes }) =>
    [...elements(nodes)].flatMap(([, { doc, at, src }]) => {
      if (doc !== undefined && !isThere(doc, at)) return `${name} links to ${doc}#${at}`;
      if (src !== undefined && !pictures.some((file) => src.endsWith(`/docs/${file}`))) return `${name} shows ${src}`;
      return [];
    }),
  );
  expect(lost).toEqual([]);
});

test("every place that pages lead to is there", () => {
  const lost = Object.values(HELP).filter(({ to }) => {
    const [doc = "", at] = to.split("#", 2);
    return !isThere(doc, at);
  });
  expect(lost).toEqual([]);
});

test("a page is made of known elements, links lead to the web or into the documentation, and no entity is left over", () => {
  const odd = all.flatMap(({ name, nodes }) =>
    [...elements(nodes)].flatMap((node) => {
      const [tag, { href }] = node;
      if (!DOC_TAGS.includes(tag)) return `${name} has ${tag}`;
      if (href !== undefined && !/^(https?|mailto):/.test(href)) return `${name} links to ${href}`;
      return [];
    }),
  );
  expect(odd).toEqual([]);
  const text = all.flatMap(({ name, nodes }) => (/&\w+;/.test(nodes.map(textOf).join("")) ? [name] : []));
  expect(text).toEqual([]);
});

test("a text of each page is the text of its file", () => {
  for (const { name, nodes } of all) {
    const words = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? [];
    const file = new Set(words(readFileSync(`../docs/${name}.md`, "utf8")));
    const shown = new Set(words(nodes.map(textOf).join(" ")));
    expect([...shown].filter((word) => !file.has(word))).toEqual([]);
  }
});
