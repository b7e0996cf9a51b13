import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { KEYS } from "./keys";

const told = (where: string) => KEYS.find((one) => one.where === where)?.keys.flatMap(([keys]) => keys) ?? [];
const SHOWN: Record<string, string> = { ArrowDown: "↓", ArrowUp: "↑" };

/** The keys that a file looks for. */
function keysIn(file: string): string[] {
  const text = readFileSync(`src/${file}`, "utf8");
  const compared = [...text.matchAll(/\bkey === "([^"]+)"/g)].map(([, key = ""]) => key);
  const mapped = [...text.matchAll(/\b([jk]|Arrow\w+): -?1/g)].map(([, key = ""]) => key);
  return [...new Set([...compared, ...mapped])].map((key) => SHOWN[key] ?? key);
}

test.each([
  ["components/table/keys.ts", "Tables", 7],
  ["pages/conflict/keys.ts", "Deciding conflicts", 4],
  ["components/filter/FilterBox.tsx", "Filters", 4],
])("every key of %s is told", (file, where, atLeast) => {
  const found = keysIn(file);
  expect(found.length).toBeGreaterThanOrEqual(atLeast);
  expect(found.filter((key) => !told(where).includes(key))).toEqual([]);
});
