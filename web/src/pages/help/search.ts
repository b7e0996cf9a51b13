/** Finding in the documentation: the sections that have every word. Pure. */
import { type DocNode, textOf } from "~/lib/docs/doc";
import type { NamedDoc } from "./docs";

export interface Hit {
  doc: string;
  /** The page's title. */
  title: string;
  /** The heading of the section, and its anchor; a page's beginning has none. */
  heading?: string;
  at?: string;
  /** Some words around the first that was found. */
  excerpt: string;
}

/** The most that is listed. */
export const HITS = 30;

interface Section {
  heading?: string;
  at?: string;
  text: string;
}

/** The sections with every word that was typed; those with all of them in the heading come first. */
export function search(docs: readonly NamedDoc[], typed: string): Hit[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const found: { hit: Hit; isNamed: boolean }[] = [];
  for (const { name, title, nodes } of docs) {
    for (const { heading, at, text } of sections(nodes)) {
      const called = (heading ?? title).toLowerCase();
      const whole = `${called} ${text.toLowerCase()}`;
      if (!words.every((word) => whole.includes(word))) continue;
      const hit = { doc: name, title, ...(heading === undefined ? {} : { heading }), ...(at ? { at } : {}) };
      found.push({
        hit: { ...hit, excerpt: excerpt(text, words) },
        isNamed: words.every((word) => called.includes(word)),
      });
    }
  }
  const ordered = [...found.filter(({ isNamed }) => isNamed), ...found.filter(({ isNamed }) => !isNamed)];
  return ordered.slice(0, HITS).map(({ hit }) => hit);
}

function sections(nodes: readonly DocNode[]): Section[] {
  let current: Section = { text: "" };
  const all = [current];
  for (const node of nodes) {
    const [tag, props] = typeof node === "string" ? [] : node;
    if (tag === "h1") continue;
    if (tag === "h2" || tag === "h3" || tag === "h4") {
      current = { heading: textOf(node).trim(), text: "", ...(props?.id ? { at: props.id } : {}) };
      all.push(current);
    } else {
      current.text += textOf(node);
    }
  }
  return all;
}

/** How much of a text stands before and after what was found. */
const BEFORE = 60;
const AFTER = 140;

function excerpt(text: string, words: readonly string[]): string {
  const plain = text.replace(/\s+/g, " ").trim();
  const lower = plain.toLowerCase();
  const places = words.map((word) => lower.indexOf(word)).filter((place) => place >= 0);
  const first = places.length > 0 ? Math.min(...places) : 0;
  // begins and ends at words
  const from = first <= BEFORE ? 0 : plain.indexOf(" ", first - BEFORE) + 1;
  const end = first + AFTER;
  const to = end >= plain.length ? plain.length : Math.max(plain.lastIndexOf(" ", end), first);
  return `${from > 0 ? "… " : ""}${plain.slice(from, to)}${to < plain.length ? " …" : ""}`;
}
