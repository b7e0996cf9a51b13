/** A page of the documentation, as the build leaves it: a tree of a few elements, never HTML. */

/** Text, or an element with what is in it. */
export type DocNode = string | DocElement;

export type DocElement = readonly [tag: DocTag, props: DocProps, ...inside: DocNode[]];

export type DocTag = (typeof DOC_TAGS)[number];

/** All that a page is made of. */
export const DOC_TAGS = [
  ...(["h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "pre", "code", "blockquote", "hr", "br"] as const),
  ...(["table", "thead", "tbody", "tr", "th", "td", "strong", "em", "del", "a", "img"] as const),
] as const;

export interface DocProps {
  /** The anchor of a heading, as the Git host makes it. */
  id?: string;
  /** A link to another page of the documentation, or to a heading. */
  doc?: string;
  at?: string;
  /** A link to somewhere else. */
  href?: string;
  /** A picture, by the address it has once it is built. */
  src?: string;
  alt?: string;
  /** Of a picture, in pixels, where that is known. */
  width?: number;
  height?: number;
  /** Where a list of numbers starts. */
  start?: number;
}

export interface Doc {
  title: string;
  nodes: readonly DocNode[];
}

/** What is known of a page before it is loaded. */
export interface DocEntry {
  /** The file's name without its end; the part of the address. */
  name: string;
  title: string;
  load: () => Promise<{ default: Doc }>;
}

/** The text of a part, as it is read. */
export function textOf(node: DocNode): string {
  if (typeof node === "string") return node;
  const [tag, props, ...inside] = node;
  if (tag === "br") return " ";
  if (tag === "img") return props.alt ?? "";
  const text = inside.map(textOf).join("");
  // what stands in lines and cells of its own is not one word
  return tag === "strong" || tag === "em" || tag === "del" || tag === "code" || tag === "a" ? text : `${text} `;
}

/** Every element of a tree, from the outside in. */
export function* elements(nodes: readonly DocNode[]): Generator<DocElement> {
  for (const node of nodes) {
    if (typeof node === "string") continue;
    yield node;
    const [, , ...inside] = node;
    yield* elements(inside);
  }
}
