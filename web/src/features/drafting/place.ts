/** Where in a YAML text the cursor stands, by the indentation of its lines. Pure; made for completion, so it guesses well on unfinished texts. */
import { ITEM, type Step } from "./schema";

export interface Place {
  /** The way to the map or list item in which the cursor stands; to the value, where a key stands before the cursor. */
  steps: Step[];
  /** A key that could be typed, or the value of the last step. */
  wants: "key" | "value";
  /** What is typed of it, and where that starts in the line. */
  typed: string;
  from: number;
  /** Keys that its map has already. */
  siblings: ReadonlySet<string>;
}

interface Line {
  indent: number;
  /** Columns at which items start on this line: `- - key:` has two. */
  items: number[];
  key: string | undefined;
  /** The column of the key. */
  at: number;
}

const KEY = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#:{}[\],&*!|>'"%@`-][^#:]*?|-[^\s#:]+?)\s*:(?=\s|$)/;

function readLine(text: string): Line | undefined {
  const indent = text.length - text.trimStart().length;
  let rest = text.slice(indent);
  if (rest === "" || rest.startsWith("#")) return undefined;
  const items: number[] = [];
  let at = indent;
  for (let dash = /^-(\s+|$)/.exec(rest); dash; dash = /^-(\s+|$)/.exec(rest)) {
    items.push(at);
    at += dash[0].length;
    rest = rest.slice(dash[0].length);
  }
  const key = KEY.exec(rest)?.[1];
  return { indent, items, key: key === undefined ? undefined : unquoted(key), at };
}

function unquoted(key: string): string {
  if (key.startsWith('"')) return key.slice(1, -1).replaceAll(/\\(.)/g, "$1");
  return key.startsWith("'") ? key.slice(1, -1).replaceAll("''", "'") : key;
}

/** The place of a column in a line (both from 0); nothing in comments, block texts and flow style. */
export function placeAt(lines: readonly string[], line: number, column: number): Place | undefined {
  const before = (lines[line] ?? "").slice(0, column);
  if (/(^|\s)#/.test(before) || /[[{]/.test(before)) return undefined;
  const here = readLine(before);
  const value = /:\s+([^\s]*)$/.exec(before);
  const steps: Step[] = [];
  let wants: Place["wants"] = "key";
  let typed = "";
  if (here?.key !== undefined) {
    if (!value) return undefined;
    wants = "value";
    typed = value[1] ?? "";
    steps.unshift(here.key);
  } else typed = /[^\s]*$/.exec(before.replace(/^\s*(-\s+)*/, ""))?.[0] ?? "";

  const mapColumn = here ? here.at : before.length;
  let column_ = mapColumn;
  const own = here?.items ?? [];
  for (const item of own.toReversed()) {
    steps.unshift(ITEM);
    column_ = item;
  }
  // a list may stand at its key's own column
  let isItem = own.length > 0;
  for (let at = line - 1; at >= 0; at -= 1) {
    const text = lines[at] ?? "";
    if (text.startsWith("---")) break;
    const read = readLine(text);
    if (!read) continue;
    const opens = read.key !== undefined && isOpen(text);
    if (opens && read.key !== undefined && (read.at < column_ || (isItem && read.at === column_))) {
      steps.unshift(read.key);
      column_ = read.at;
      isItem = false;
    }
    for (const item of read.items.toReversed()) {
      if (item >= column_ || isItem) continue;
      steps.unshift(ITEM);
      column_ = item;
      isItem = true;
    }
    if (column_ === 0 && !isItem) break;
  }
  return { steps, wants, typed, from: column - typed.length, siblings: siblingsOf(lines, line, mapColumn) };
}

/** Whether what a line's key has stands below it. */
function isOpen(text: string): boolean {
  return /:\s*([&!][^\s]+\s*)?(#.*)?$/.test(text);
}

function siblingsOf(lines: readonly string[], line: number, column: number): Set<string> {
  const found = new Set<string>();
  for (const direction of [-1, 1]) {
    for (let at = line + direction; at >= 0 && at < lines.length; at += direction) {
      const text = lines[at] ?? "";
      if (text.startsWith("---")) break;
      const read = readLine(text);
      if (!read) continue;
      const startsItem = read.items.length > 0 && read.at === column;
      if (startsItem && direction === 1) break;
      if (read.at === column && read.key !== undefined) found.add(read.key);
      if (startsItem || read.at < column) break;
    }
  }
  return found;
}
