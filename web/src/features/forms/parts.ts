/** Which fields of a map a form shows, in which order, and which are folded until a person asks for them. Pure. */
import type { Schema } from "~/features/drafting/schema";
import { isMap } from "~/lib/yaml/fieldPath";
import { type Step, valueAt } from "~/lib/yaml/values";
import type { Place } from "./arrangement";
import { schemaAtSteps } from "./shape";

export interface Field {
  key: string;
  schema: Schema | undefined;
  isRequired: boolean;
}

export interface Part {
  title: string;
  fields: Field[];
}

export interface Parts {
  /** Where one of several fields is used: all of them, and the one that is. */
  oneOf: { label: string; fields: Field[]; used: string | undefined } | undefined;
  shown: Part[];
  /** Optional and not set. */
  folded: Field[];
}

/** A map of which nothing is arranged and nothing is set shows up to so many fields before it folds them. */
const FEW = 6;

export function partsOf(schema: Schema | undefined, value: unknown, place: Place): Parts {
  const map = isMap(value) ? value : {};
  const required = new Set(schema?.required);
  const known = Object.keys(schema?.properties ?? {});
  // what is there is shown, whether or not the schema knows it
  const keys = [...known, ...Object.keys(map).filter((key) => !known.includes(key))];
  const fieldOf = (key: string): Field => ({ key, schema: schema?.properties?.[key], isRequired: required.has(key) });
  const { oneOf, sections } = place;
  const alternatives = oneOf?.fields.filter((key) => keys.includes(key)) ?? [];
  const used = alternatives.filter((key) => isSet(map[key]));

  const named = (sections ?? []).map(({ title, fields }) => ({
    title,
    fields: fields.filter((key) => keys.includes(key)).map(fieldOf),
  }));
  const placed = new Set([...named.flatMap(({ fields }) => fields.map(({ key }) => key)), ...alternatives]);
  const others = keys.filter((key) => !placed.has(key)).map(fieldOf);
  const isPlain = placed.size === 0 && keys.length <= FEW;
  const isShown = ({ key, isRequired }: Field) => isPlain || isRequired || isSet(map[key]);
  const shown = [
    { title: "", fields: used.map(fieldOf) },
    ...named,
    { title: sections ? "Other fields" : "", fields: others.filter(isShown) },
  ];
  return {
    oneOf: oneOf && { label: oneOf.label, fields: alternatives.map(fieldOf), used: used[0] },
    shown: shown.filter(({ fields }) => fields.length > 0),
    folded: others.filter((field) => !isShown(field)),
  };
}

/**
 * Whether what a map requires is asked for: it is there, or has to be. What is required below an optional map that is left out may be
 * left out with it.
 */
export function isAskedFor(schema: Schema | undefined, root: unknown, steps: readonly Step[]): boolean {
  return steps.every((step, at) => {
    const isRequired = schemaAtSteps(schema, steps.slice(0, at))?.required?.includes(String(step)) ?? false;
    return isRequired || isSet(valueAt(root, steps.slice(0, at + 1)));
  });
}

/** What no form shows: the kind is known, the name is the page's, and the status is the cluster's. */
export const ELSEWHERE: readonly string[] = ["apiVersion", "kind", "metadata", "status"];

/** Whether a resource has no other field than this one that its form shows. */
export function isAlone(key: string, schema: Schema | undefined, root: unknown): boolean {
  const keys = [...Object.keys(schema?.properties ?? {}), ...(isMap(root) ? Object.keys(root) : [])];
  return keys.every((one) => one === key || ELSEWHERE.includes(one));
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** What one alternative of several takes over from another: fields that both have alike, so that links are not typed twice. */
export function carriedOver(from: Schema | undefined, to: Schema | undefined, value: unknown): Record<string, unknown> {
  if (!isMap(value)) return {};
  const isAlike = (key: string) => fieldsOf(from?.properties?.[key]) === fieldsOf(to?.properties?.[key]);
  return Object.fromEntries(Object.entries(value).filter(([key]) => to?.properties?.[key] && isAlike(key)));
}

/** The names of a schema's fields, all the way down. */
function fieldsOf(schema: Schema | undefined): string {
  if (!schema) return "";
  const inner = Object.entries(schema.properties ?? {}).map(([key, one]) => `${key}${fieldsOf(one)}`);
  return `${schema.type ?? ""}(${inner.sort().join(",")})${schema.items ? `[${fieldsOf(schema.items)}]` : ""}`;
}
