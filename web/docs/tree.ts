/** Markdown to the tree that the application shows. Runs when the application is built, never in the browser. */
import { posix } from "node:path";
import { lexer, type Token, type Tokens } from "marked";
import type { Doc, DocElement, DocNode, DocProps } from "../src/lib/docs/doc.ts";

/** A page from its Markdown; throws at HTML, which no page may have. */
export function readDoc(name: string, markdown: string): Doc {
  const reader = new Reader(name);
  const nodes = reader.blocks(lexer(markdown));
  if (!reader.title) throw new Error(`docs/${name}.md has no title`);
  return { title: reader.title, nodes };
}

/** The anchor that Git hosts give a heading. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

/** Where a link of a page leads: within the documentation, elsewhere, or to what is only in the sources. */
export function linkOf(page: string, target: string): DocProps {
  if (/^(https?|mailto):/.test(target)) return { href: target };
  const [path = "", at] = target.split("#", 2);
  const anchor = at ? { at } : {};
  if (path === "") return { doc: page, ...anchor };
  const named = /^([\w-]+)\.md$/.exec(posix.normalize(path))?.[1];
  return named === undefined ? {} : { doc: named, ...anchor };
}

class Reader {
  title = "";
  /** How often an anchor was given out. */
  readonly #anchors = new Map<string, number>();

  constructor(readonly page: string) {}

  blocks(tokens: readonly Token[]): DocNode[] {
    return tokens.flatMap((token) => this.#block(token));
  }

  #block(token: Token): DocNode[] {
    switch (token.type) {
      case "space":
      case "def":
        return [];
      case "heading":
        return [this.#heading(token as Tokens.Heading)];
      case "paragraph":
        return [["p", {}, ...this.#inlines(token.tokens)]];
      case "text":
        return this.#inlines((token as Tokens.Text).tokens ?? [token]);
      case "code":
        return [["pre", {}, ["code", {}, (token as Tokens.Code).text]]];
      case "blockquote":
        return [["blockquote", {}, ...this.blocks((token as Tokens.Blockquote).tokens)]];
      case "hr":
        return [["hr", {}]];
      case "list":
        return [this.#list(token as Tokens.List)];
      case "table":
        return [this.#table(token as Tokens.Table)];
      default:
        throw this.#cannot(token);
    }
  }

  #heading({ depth, tokens }: Tokens.Heading): DocElement {
    const inside = this.#inlines(tokens);
    const text = plain(tokens);
    if (depth === 1) this.title ||= text;
    const anchor = anchorOf(text);
    const before = this.#anchors.get(anchor) ?? 0;
    this.#anchors.set(anchor, before + 1);
    const tag = (["h1", "h2", "h3"] as const)[depth - 1] ?? "h4";
    return [tag, { id: before === 0 ? anchor : `${anchor}-${before}` }, ...inside];
  }

  #list({ ordered, start, items }: Tokens.List): DocElement {
    const lines = items.map((item): DocElement => ["li", {}, ...this.blocks(item.tokens)]);
    return ordered ? ["ol", start === "" || start === 1 ? {} : { start }, ...lines] : ["ul", {}, ...lines];
  }

  #table({ header, rows }: Tokens.Table): DocElement {
    const row = (tag: "th" | "td", cells: Tokens.TableCell[]): DocElement => [
      "tr",
      {},
      ...cells.map((cell): DocElement => [tag, {}, ...this.#inlines(cell.tokens)]),
    ];
    const body: DocElement = ["tbody", {}, ...rows.map((cells) => row("td", cells))];
    return ["table", {}, ["thead", {}, row("th", header)], body];
  }

  #inlines(tokens: readonly Token[] = []): DocNode[] {
    return tokens.map((token): DocNode => this.#inline(token));
  }

  #inline(token: Token): DocNode {
    switch (token.type) {
      case "text":
      case "escape":
        return (token as Tokens.Text).text.replaceAll("\n", " ");
      case "codespan":
        return ["code", {}, (token as Tokens.Codespan).text];
      case "strong":
      case "em":
      case "del":
        return [token.type, {}, ...this.#inlines(token.tokens)];
      case "br":
        return ["br", {}];
      case "link": {
        const { href, tokens } = token as Tokens.Link;
        return ["a", linkOf(this.page, href), ...this.#inlines(tokens)];
      }
      case "image": {
        const { href, text } = token as Tokens.Image;
        return ["img", { src: href, alt: text }];
      }
      default:
        throw this.#cannot(token);
    }
  }

  #cannot(token: Token): Error {
    return new Error(`docs/${this.page}.md: the application cannot show ${token.type}: ${token.raw.trim()}`);
  }
}

/** The words of a heading. */
function plain(tokens: readonly Token[]): string {
  return tokens.map((token) => ("tokens" in token && token.tokens ? plain(token.tokens) : textIn(token))).join("");
}

function textIn(token: Token): string {
  return "text" in token && typeof token.text === "string" ? token.text : "";
}
