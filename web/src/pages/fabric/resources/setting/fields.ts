/** The fields that one can set of several resources: from the schemas of their kinds. Pure. */
import type { Suggestion } from "~/components/Combobox";
import type { Schema } from "~/features/drafting/schema";
import { isSingle, schemaAtSteps, shapeOf } from "~/features/forms/shape";
import { count, number } from "~/lib/words";
import { readPath } from "~/lib/yaml/fieldPath";
import type { Step } from "~/lib/yaml/values";

/** How deep fields are offered, and how many of one kind. */
const DEEP = 8;
const MANY = 2000;

/** What is no field to be set: it is the resource's name, or the cluster's. */
const NOT_SET = /^(?:apiVersion|kind|status(?:\..*)?|metadata(?:\..*)?)$/;

/** What every resource has, whatever its schema says. */
const ALWAYS: Suggestion[] = [
  { value: "metadata.labels.", about: "labels", isBegin: true },
  { value: "metadata.annotations.", about: "annotations", isBegin: true },
];

/** A key as a path has it: in quotes where it could be read otherwise. */
export function keyText(key: string): string {
  return /^[\w/-]+$/.test(key) ? key : JSON.stringify(key);
}

interface Found {
  about: string;
  /** More is below it, under a name that a person gives. */
  isBegin: boolean;
}

/** The fields at and below a place of a schema, by path. */
function below(schema: Schema | undefined, path: string, deep: number, found: Map<string, Found>): void {
  if (!schema || deep > DEEP || found.size >= MANY || NOT_SET.test(path)) return;
  if (shapeOf(schema, undefined) === "fields") {
    for (const [key, of] of Object.entries(schema.properties ?? {})) {
      below(of, path === "" ? keyText(key) : `${path}.${keyText(key)}`, deep + 1, found);
    }
    return;
  }
  if (path === "") return;
  if (shapeOf(schema, undefined) === "entries") found.set(`${path}.`, { about: "entries by name", isBegin: true });
  else found.set(path, { about: aboutOf(schema), isBegin: false });
}

function aboutOf(schema: Schema): string {
  const [said = ""] = (schema.description ?? "").split(/\.\s|\n/);
  const what = schema.enum ? schema.enum.map(String).join(", ") : (schema.type ?? "");
  return [what, said].filter(Boolean).join(" · ");
}

/** Of `spec.subnets.web.vl` the part that has been written in full: `spec.subnets.web`. */
function written(typed: string): string {
  return typed.slice(0, Math.max(0, typed.lastIndexOf(".")));
}

/** What is offered: the fields of all kinds, and what is below the entries that were named already. */
export function offered(schemas: readonly (Schema | undefined)[], typed: string): Suggestion[] {
  const known = schemas.filter((schema) => schema !== undefined);
  const steps = stepsOf(written(typed)) ?? [];
  const ofKinds = known.map((schema) => {
    const found = new Map<string, Found>();
    below(schema, "", 0, found);
    if (steps.length > 0) below(schemaAtSteps(schema, steps), written(typed), 0, found);
    return found;
  });
  const all = new Map<string, Found & { many: number }>();
  for (const found of ofKinds) {
    for (const [path, one] of found) all.set(path, { ...one, many: (all.get(path)?.many ?? 0) + 1 });
  }
  const some = (many: number) => (many < known.length ? `${number(many)} of ${count(known.length, "kind")}` : "");
  const fields = [...all].map(([value, { about, isBegin, many }]) => ({
    value,
    about: [some(many), about].filter(Boolean).join(" · ") || undefined,
    isBegin,
  }));
  return [...fields, ...ALWAYS].sort((a, b) => a.value.localeCompare(b.value, "en"));
}

/** The keys of a path; nothing where it has items of lists, or cannot be read. */
export function stepsOf(path: string): Step[] | undefined {
  const segments = readPath(path);
  if (!segments || segments.length === 0) return undefined;
  const keys = segments.map((segment) => ("key" in segment ? segment.key : undefined));
  return keys.every((key) => key !== undefined && key !== "") ? (keys as string[]) : undefined;
}

/** Where a field is that can be edited as its schema wants it; nothing where its value is typed as YAML. */
export function widgetSteps(schema: Schema | undefined, path: string): Step[] | undefined {
  const steps = stepsOf(path);
  const own = steps && schemaAtSteps(schema, steps);
  const shape = own && shapeOf(own, undefined);
  return shape && shape !== "any" && isSingle(shape) ? steps : undefined;
}

/** What a value is before anybody gave one: a box that is not checked says no. */
export function firstValue(schema: Schema | undefined, path: string): string {
  const steps = widgetSteps(schema, path);
  return steps && shapeOf(schemaAtSteps(schema, steps), undefined) === "switch" ? "false" : "";
}

/** What a person gave as a value. */
export interface Given {
  yaml: string;
  /** As the control of the field had it; left out where the YAML was typed. */
  raw?: unknown;
}

/** The one text, number or yes that was given, as text; nothing where it is none, or is laid out over several lines of YAML. */
function textOf({ yaml, raw }: Given): string | undefined {
  if (raw !== undefined) return typeof raw === "object" ? undefined : String(raw);
  const typed = yaml.trim();
  if (/^[|>[{]|\n/.test(typed)) return undefined;
  if (typed.startsWith('"')) return unquoted(typed);
  if (typed.startsWith("'"))
    return /^'(?:[^']|'')*'$/.test(typed) ? typed.slice(1, -1).replaceAll("''", "'") : undefined;
  return typed;
}

function unquoted(typed: string): string | undefined {
  try {
    return String(JSON.parse(typed));
  } catch {
    return undefined;
  }
}

/** A value that was given for another field, as the control of this one has it; nothing where it does not fit. */
export function carried(schema: Schema | undefined, path: string, given: Given): unknown {
  const steps = widgetSteps(schema, path);
  const own = steps && schemaAtSteps(schema, steps);
  const plain = textOf(given);
  if (!own || plain === undefined || plain.trim() === "") return undefined;
  const number = Number.isFinite(Number(plain)) ? Number(plain) : undefined;
  switch (shapeOf(own, undefined)) {
    case "text":
      return plain;
    case "choice":
      return own.enum?.find((one) => String(one) === plain);
    case "switch":
      return plain === "true" || (plain === "false" ? false : undefined);
    case "either":
      return number ?? plain;
    default:
      return number;
  }
}

/** The field that somebody means by the end of its path: `spec.description` by `description`; nothing where it is one. */
export function meant(fields: readonly Suggestion[], path: string): string | undefined {
  const typed = path.trim();
  if (pathProblem(typed) !== undefined || fields.some(({ value }) => value === typed || typed.startsWith(value)))
    return undefined;
  const ending = fields.filter(({ value }) => value.endsWith(`.${typed}`)).map(({ value }) => value);
  return ending.sort((a, b) => a.length - b.length)[0];
}

/** Why a path cannot be set; nothing where it may be. */
export function pathProblem(path: string): string | undefined {
  const typed = path.trim();
  if (typed === "") return "Name the field.";
  const segments = readPath(typed);
  const isWhole = segments !== undefined && segments.length > 0 && !typed.endsWith(".");
  return isWhole ? undefined : "This is not the path of a field, such as spec.mode or metadata.labels.team.";
}

/** What the server is asked for. */
export function assignment(path: string, value: string | undefined): string {
  return value === undefined ? `${path.trim()}-` : `${path.trim()}=${value.trim()}`;
}
