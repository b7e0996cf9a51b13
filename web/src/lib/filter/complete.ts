/** What may be typed next in a filter. Pure. */
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
  return [...counts]
    .sort(([a, many], [b, others]) => others - many || a.localeCompare(b))
    .slice(0, MOST)
    .map(([value, many]) => ({ label: value, detail: String(many), insert: `${quote(value)} ` }));
}
