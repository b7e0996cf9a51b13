/** Between the lines of a text and the fields of a form. Pure. */
import { readPath } from "~/lib/yaml/fieldPath";
import { pathOf, type Step } from "~/lib/yaml/values";

type Lines = Readonly<Record<string, number>>;

/** The line of a field; of what is around it, where it is not in the text. */
export function lineOf(lines: Lines, path: string): number | undefined {
  let steps = plain(path);
  while (steps && steps.length > 0) {
    const line = lines[pathOf(steps)];
    if (line !== undefined) return line;
    steps = steps.slice(0, -1);
  }
  return undefined;
}

/** The field that a line belongs to: the last one that begins there or before, the innermost of them. */
export function pathAt(lines: Lines, line: number): string | undefined {
  let found: [path: string, line: number, depth: number] | undefined;
  for (const [path, at] of Object.entries(lines)) {
    if (at > line || path === "") continue;
    const depth = plain(path)?.length ?? 0;
    if (!found || at > found[1] || (at === found[1] && depth > found[2])) found = [path, at, depth];
  }
  return found?.[0];
}

function plain(path: string): Step[] | undefined {
  return readPath(path)?.flatMap((segment): Step[] =>
    "key" in segment ? [segment.key] : "index" in segment ? [segment.index] : [],
  );
}
