/** What a kind's JSON schema says of a place in a text: for completion, hover and templates. Pure. */
export interface Schema {
  type?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  enum?: unknown[];
  default?: unknown;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  "x-kubernetes-int-or-string"?: boolean;
  "x-kubernetes-preserve-unknown-fields"?: boolean;
}

/** What a server sent, where it looks like a schema. */
export function asSchema(value: unknown): Schema | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Schema) : undefined;
}

/** A step down a text: a key of a map, or an item of a list. */
export type Step = string | typeof ITEM;
export const ITEM = Symbol("item");

/** The schema of what stands at a place. */
export function schemaAt(schema: Schema | undefined, steps: readonly Step[]): Schema | undefined {
  let at = schema;
  for (const step of steps) {
    if (!at) return undefined;
    if (step === ITEM) at = at.items;
    else
      at = at.properties?.[step] ?? (typeof at.additionalProperties === "object" ? at.additionalProperties : undefined);
  }
  return at;
}

/** One line on what a place takes: its type, its limits, whether it must be there. */
export function detailOf(schema: Schema, isRequired: boolean): string {
  const limits =
    schema.minimum !== undefined && schema.maximum !== undefined
      ? `${schema.minimum}-${schema.maximum}`
      : schema.minimum !== undefined
        ? `from ${schema.minimum}`
        : schema.maximum !== undefined
          ? `to ${schema.maximum}`
          : "";
  const usual = schema.default === undefined ? "" : `usually ${JSON.stringify(schema.default)}`;
  return [schema.type ?? "", limits, isRequired ? "required" : "", usual].filter(Boolean).join(", ");
}
