import { expect, test } from "vitest";
import { textOf } from "~/lib/docs/doc";
import { anchorOf, linkOf, readDoc } from "../../../docs/tree.ts";

test("Markdown becomes a tree, with the anchors of the Git host", () => {
  const doc = readDoc("drift", "# Drift\n\nIs `a` **or** [not](#b-c)?\n\n## B, c!\n\n1. one\n\n## B c\n");
  expect(doc.title).toBe("Drift");
  expect(doc.nodes).toEqual([
    ["h1", { id: "drift" }, "Drift"],
    ["p", {}, "Is ", ["code", {}, "a"], " ", ["strong", {}, "or"], " ", ["a", { doc: "drift", at: "b-c" }, "not"], "?"],
    ["h2", { id: "b-c" }, "B, c!"],
    ["ol", {}, ["li", {}, "one"]],
    ["h2", { id: "b-c-1" }, "B c"],
  ]);
});

test("a table, a picture and a block of code keep what is in them", () => {
  const doc = readDoc(
    "a",
    "# A\n\n| x | y |\n|---|---|\n| `1` | 2 |\n\n![two lamps](picture.svg)\n\n```\na < b\n```\n",
  );
  expect(doc.nodes.slice(1)).toEqual([
    [
      "table",
      {},
      ["thead", {}, ["tr", {}, ["th", {}, "x"], ["th", {}, "y"]]],
      ["tbody", {}, ["tr", {}, ["td", {}, ["code", {}, "1"]], ["td", {}, "2"]]],
    ],
    ["p", {}, ["img", { src: "picture.svg", alt: "two lamps" }]],
    ["pre", {}, ["code", {}, "a < b"]],
  ]);
  expect(doc.nodes.map(textOf).join("")).toContain("x y");
});

test("HTML is refused, and so is a page without a title", () => {
  expect(() => readDoc("a", "# A\n\n<script>alert(1)</script>\n")).toThrow("cannot show html");
  expect(() => readDoc("a", "# A\n\nWords <b>and</b> more.\n")).toThrow("cannot show html");
  expect(() => readDoc("a", "Words.\n")).toThrow("no title");
});

test("a link stays in the documentation, leaves it by an address, or names what is only in the sources", () => {
  expect(linkOf("a", "merging.md#policies")).toEqual({ doc: "merging", at: "policies" });
  expect(linkOf("a", "merging.md")).toEqual({ doc: "merging" });
  expect(linkOf("a", "#here")).toEqual({ doc: "a", at: "here" });
  expect(linkOf("a", "https://example.org/x.md")).toEqual({ href: "https://example.org/x.md" });
  for (const target of ["../ARCHITECTURE.md#laws", "javascript:alert(1)", "data:text/html,x", "sub/x.md"]) {
    expect(linkOf("a", target)).toEqual({});
  }
  expect(anchorOf("What `x_y` is, and is not")).toBe("what-x_y-is-and-is-not");
});
