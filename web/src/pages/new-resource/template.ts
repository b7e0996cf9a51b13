/** What a new resource starts with: what its kind's schema asks for, and nothing else. Pure. */

import type { Schema } from "~/features/drafting/schema";
import { withField } from "./setField";

export interface NewResource {
  kind: string;
  group: string;
  version: string;
  name: string;
  namespace: string;
}

/** How deep required fields are followed: schemas may refer to themselves. */
const DEEPEST = 8;

interface Start {
  /** What it starts with instead of what the schema asks for. */
  spec?: Record<string, unknown> | undefined;
  /** A field beside that: see `withField`. */
  set?: string | undefined;
}

export function template(resource: NewResource, schema: Schema | undefined, { spec, set }: Start = {}): unknown {
  const { kind, group, version, name, namespace } = resource;
  const metadata = { name, ...(namespace === "" || namespace === "default" ? {} : { namespace }) };
  const value: Record<string, unknown> = { apiVersion: group === "" ? version : `${group}/${version}`, kind, metadata };
  const inner = schema?.properties ?? {};
  const wanted = new Set(schema?.required);
  if (inner.spec) wanted.add("spec");
  for (const key of wanted) {
    if (!(key in value) && inner[key]) value[key] = sample(inner[key], 0);
  }
  if (spec) value.spec = spec;
  return withField(value, set);
}

/** A value that the schema takes at its place, as small as it may be. */
function sample(schema: Schema, depth: number): unknown {
  if (schema.default !== undefined) return schema.default;
  if (schema.enum && schema.enum.length > 0) return schema.enum[0];
  if (schema.properties || schema.type === "object") return sampleMap(schema, depth);
  if (schema.type === "array") return [];
  if (schema.type === "integer" || schema.type === "number") return schema.minimum ?? 0;
  if (schema.type === "boolean") return false;
  return "";
}

function sampleMap(schema: Schema, depth: number): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  if (depth >= DEEPEST) return made;
  for (const key of schema.required ?? []) {
    const inner = schema.properties?.[key];
    if (inner) made[key] = sample(inner, depth + 1);
  }
  return made;
}

/** Why a name cannot be one; nothing when it can (Kubernetes: names are DNS subdomains, RFC 1123). */
export function nameProblem(name: string): string | undefined {
  if (name === "") return "It needs a name.";
  if (name.length > 253) return "A name has at most 253 characters.";
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name)) {
    return "Lower-case letters, digits, `-` and `.`; it starts and ends with a letter or digit.";
  }
  return undefined;
}
