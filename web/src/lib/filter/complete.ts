/** What may be typed next in a filter. Pure. */

import { number } from "~/lib/words";
import type { FilterSpec } from "./compile";
import { parseFilter, quote } from "./parse";

export interface Completion {
  /** What is shown. */
  label: string;
  detail: string;
  /** What replaces the text from `from` to `to`. */
  insert: string;
}

export interface Completions {
  from: number;
  to: number;
  options: Completion[];
}

const MOST = 12;

export function completeFilter<Row extends object>(
  text: string,
  cursor: number,
  spec: FilterSpec<Row>,
  rows: readonly Row[],
): Completions {
  const term = parseFilter(text).find((one) => one.from <= cursor && cursor <= one.to);
  if (term?.key !== undefined && cursor >= term.valueFrom) {
    const typedFrom = Math.max(term.valueFrom, text.lastIndexOf(",", cursor - 1) + 1);
    const typed = text.slice(typedFrom, cursor).replaceAll('"', "").toLowerCase();
    return { from: typedFrom, to: term.to, options: valuesOf(term.key, typed, spec, rows) };
  }
  const sign = term?.isNegated ? 1 : 0;
  const from = term ? term.from + sign : cursor;
  const to = term ? term.to : cursor;
  const typed = text.slice(from, cursor).toLowerCase();
  const options = spec.keys
    .filter(({ key }) => key.startsWith(typed))
    .map(({ key, label }) => ({ label: `${key}:`, detail: label, insert: `${key}:` }));
  return { from, to, options };
}

function valuesOf<Row extends object>(
  key: string,
  typed: string,
  spec: FilterSpec<Row>,
  rows: readonly Row[],
): Completion[] {
  const known = spec.keys.find((one) => one.key === key);
  if (!known) return [];
  const counts = new Map<string, number>();
  for (const row of rows) {
    const have = known.of(row);
    for (const value of typeof have === "string" ? [have] : (have ?? [])) {
      if (value.toLowerCase().includes(typed)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return most(counts, MOST).map(([value, many]) => ({
    label: value,
    detail: number(many),
    insert: `${quote(value)} `,
  }));
}

/** The most frequent, without sorting all: names are as many as rows. */
function most(counts: ReadonlyMap<string, number>, size: number): [string, number][] {
  const found: [string, number][] = [];
  const isBefore = (a: [string, number], b: [string, number]) => a[1] > b[1] || (a[1] === b[1] && a[0] < b[0]);
  for (const entry of counts) {
    const last = found.at(-1);
    if (found.length === size && last && !isBefore(entry, last)) continue;
    const at = found.findIndex((one) => isBefore(entry, one));
    found.splice(at < 0 ? found.length : at, 0, entry);
    if (found.length > size) found.pop();
  }
  return found;
}
