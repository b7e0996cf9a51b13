/** What a side changed, in a few words. Pure. */

import { count } from "~/lib/words";
import { isLong, toYaml } from "~/lib/yaml/emit";
import { isMap } from "~/lib/yaml/fieldPath";

/** Values that are longer are read where they are, not again in words. */
const SHORT = 48;

/** `1001 → 1400`, `added`, `removed`, `2 items added, 1 removed`; nothing where the side changed nothing. */
export function deltaWords(base: unknown, value: unknown): string | undefined {
  const [before, after] = [base ?? null, value ?? null];
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  if (before === null) return "added";
  if (after === null) return "removed";
  if (Array.isArray(before) && Array.isArray(after)) return listWords(before, after);
  if (isMap(before) && isMap(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    const other = [...keys].filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
    return other.length === 0 ? "another order" : `${count(other.length, "field")} changed`;
  }
  if (isLong(before) || isLong(after)) return "changed";
  const words = `${toYaml(before)} → ${toYaml(after)}`;
  return words.length > SHORT ? "changed" : words;
}

function listWords(before: readonly unknown[], after: readonly unknown[]): string {
  const [had, has] = [before, after].map((items) => items.map((item) => JSON.stringify(item)));
  const added = has?.filter((item) => !had?.includes(item)).length ?? 0;
  const removed = had?.filter((item) => !has?.includes(item)).length ?? 0;
  const words = [added > 0 && `${count(added, "item")} added`, removed > 0 && `${count(removed, "item")} removed`];
  return words.filter(Boolean).join(", ") || "another order";
}
