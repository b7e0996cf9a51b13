/** A class that a component names and its style sheet lacks is no error anywhere else: it just has no looks. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";

const SOURCE = resolve(import.meta.dirname, "..");
const IMPORTED = /import (\w+) from "([^"]+\.module\.css)";/g;

function* missing(path: string): Generator<string> {
  const text = readFileSync(path, "utf8");
  for (const [, name, sheet] of text.matchAll(IMPORTED)) {
    if (!name || !sheet) continue;
    const at = sheet.startsWith("~/") ? join(SOURCE, sheet.slice(2)) : join(dirname(path), sheet);
    const known = new Set(Array.from(readFileSync(at, "utf8").matchAll(/\.([a-z]\w*)/gi), ([, one]) => one));
    for (const [, used] of text.replaceAll(IMPORTED, "").matchAll(new RegExp(`\\b${name}\\.([a-z]\\w*)`, "gi"))) {
      if (!known.has(used)) yield `${path.slice(SOURCE.length + 1)}: ${name}.${used}`;
    }
  }
}

test("every class that is named is in its style sheet", () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".tsx"));
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap((path) => [...missing(join(SOURCE, path))])).toEqual([]);
});
