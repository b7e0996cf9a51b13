/** Completion from a kind's schema: keys that are not there yet, values that are allowed. Pure, but for CodeMirror's types. */
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { placeAt } from "./place";
import { detailOf, type Schema, schemaAt } from "./schema";

export interface Option {
  label: string;
  detail: string;
  info: string | undefined;
  /** What is put in; a key brings its colon. */
  insert: string;
  isRequired: boolean;
}

/** What could stand at a column of a line (both from 0), and where it would start. */
export function optionsAt(
  schema: Schema,
  lines: readonly string[],
  line: number,
  column: number,
): { from: number; options: Option[] } | undefined {
  const place = placeAt(lines, line, column);
  if (!place) return undefined;
  const at = schemaAt(schema, place.steps);
  if (!at) return undefined;
  const options = place.wants === "key" ? keysOf(at, place.siblings) : valuesOf(at);
  return options.length === 0 ? undefined : { from: place.from, options };
}

function keysOf(schema: Schema, siblings: ReadonlySet<string>): Option[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {})
    .filter(([key]) => !siblings.has(key))
    .map(([key, inner]) => ({
      label: key,
      detail: detailOf(inner, required.has(key)),
      info: inner.description,
      insert: inner.type === "object" || inner.type === "array" ? `${key}:` : `${key}: `,
      isRequired: required.has(key),
    }));
}

function valuesOf(schema: Schema): Option[] {
  const values = schema.enum ?? (schema.type === "boolean" ? [true, false] : []);
  return values.map((value) => ({
    label: String(value),
    detail: value === schema.default ? "usual" : "",
    info: undefined,
    insert:
      typeof value === "string" && /^(true|false|null|yes|no|on|off|[\d.]+|)$/i.test(value)
        ? JSON.stringify(value)
        : String(value),
    isRequired: false,
  }));
}

/** For the editor. */
export function completeFrom(schema: Schema) {
  return (context: CompletionContext): CompletionResult | null => {
    const { doc } = context.state;
    const line = doc.lineAt(context.pos);
    const lines = doc.toString().split("\n");
    const found = optionsAt(schema, lines, line.number - 1, context.pos - line.from);
    if (!found) return null;
    // not while somebody only moves through empty lines
    if (!context.explicit && found.from === context.pos - line.from) return null;
    return {
      from: line.from + found.from,
      options: found.options.map(
        ({ label, detail, info, insert, isRequired }): Completion => ({
          label,
          detail,
          ...(info === undefined ? {} : { info }),
          apply: insert,
          boost: isRequired ? 1 : 0,
        }),
      ),
      validFor: /^[\w./-]*$/,
    };
  };
}
