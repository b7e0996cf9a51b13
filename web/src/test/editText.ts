/** What a server makes of edits of a text, for tests of pages: the text is JSON, which is YAML too, laid out with a line for each entry. */
import type { TextEdit, TextEditView } from "~/api/types";
import { applyEdits } from "~/lib/yaml/edits";
import { isMap } from "~/lib/yaml/fieldPath";
import { pathOf, type Step } from "~/lib/yaml/values";

/** Nothing where the text is not JSON. */
export function editedText({ text, edits }: { text: string; edits: TextEdit[] }): TextEditView | undefined {
  let before: unknown;
  try {
    before = JSON.parse(text);
  } catch {
    return undefined;
  }
  const value = applyEdits(before, edits);
  const isLaidOut = edits.length > 0 || text.includes("\n");
  const lines: Record<string, number> = {};
  let line = 1;
  const walk = (at: unknown, steps: readonly Step[]) => {
    if (steps.length > 0) lines[pathOf(steps)] = line;
    const inner: [Step, unknown][] = Array.isArray(at) ? [...at.entries()] : isMap(at) ? Object.entries(at) : [];
    for (const [step, one] of inner) {
      line += 1;
      walk(one, [...steps, step]);
    }
    if (inner.length > 0) line += 1;
  };
  if (isLaidOut) walk(value, []);
  return { text: edits.length > 0 ? JSON.stringify(value, null, 2) : text, value, lines };
}
