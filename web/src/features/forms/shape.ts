/** What of a form a place of a resource takes: from its schema, and from its value where the schema says nothing. Pure. */
import { ITEM, type Schema, schemaAt } from "~/features/drafting/schema";
import { isMap } from "~/lib/yaml/fieldPath";
import type { Step } from "~/lib/yaml/values";

export type Shape =
  /** Fields with fixed names. */
  | "fields"
  /** Entries that a person names. */
  | "entries"
  | "list"
  | "text"
  | "whole"
  | "number"
  | "choice"
  | "switch"
  /** A number or a text. */
  | "either"
  /** Anything: it is typed as JSON. */
  | "any";

export function shapeOf(schema: Schema | undefined, value: unknown): Shape {
  const said = saidBy(schema);
  // what is there is shown as what it is, also where the schema wants something else
  return value === undefined || value === null || fits(said, value) ? said : ofValue(value);
}

function saidBy(schema: Schema | undefined): Shape {
  if (!schema) return "any";
  if (schema["x-kubernetes-int-or-string"]) return "either";
  if (schema.enum && schema.enum.length > 0) return "choice";
  if (schema.properties && Object.keys(schema.properties).length > 0) return "fields";
  if (typeof schema.additionalProperties === "object") return "entries";
  switch (schema.type) {
    case "array":
      return "list";
    case "boolean":
      return "switch";
    case "integer":
      return "whole";
    case "number":
      return "number";
    case "string":
      return "text";
    case "object":
      return schema.additionalProperties || schema["x-kubernetes-preserve-unknown-fields"] ? "any" : "fields";
    default:
      return "any";
  }
}

function fits(shape: Shape, value: unknown): boolean {
  switch (shape) {
    case "fields":
    case "entries":
      return isMap(value);
    case "list":
      return Array.isArray(value);
    case "switch":
      return typeof value === "boolean";
    case "whole":
    case "number":
      return typeof value === "number";
    case "text":
      return typeof value === "string";
    case "choice":
    case "either":
      return typeof value !== "object";
    case "any":
      return typeof value === "object" && value !== null && Object.keys(value).length === 0;
  }
}

function ofValue(value: unknown): Shape {
  if (Array.isArray(value)) return "list";
  if (isMap(value)) return "entries";
  if (typeof value === "boolean") return "switch";
  if (typeof value === "number") return "number";
  return typeof value === "string" ? "text" : "any";
}

/** Whether a person writes something into a place itself, and not into places below it. */
export function isSingle(shape: Shape): boolean {
  return shape !== "fields" && shape !== "entries" && shape !== "list";
}

/** The schema at a place. */
export function schemaAtSteps(schema: Schema | undefined, steps: readonly Step[]): Schema | undefined {
  return schemaAt(
    schema,
    steps.map((step) => (typeof step === "number" ? ITEM : step)),
  );
}

/** What is typed into a place: as the schema wants it, else as what was there first. */
export function wantedAt(schema: Schema | undefined, first: Shape): Shape {
  const said = saidBy(schema);
  if (said !== "any") return said;
  return first === "number" || first === "whole" ? "either" : first;
}

/** What a new item or entry starts with: nothing is filled in but what is needed to show its fields. Without a schema, like one beside it. */
export function begun(schema: Schema | undefined, like?: unknown): unknown {
  switch (shapeOf(schema, schema ? undefined : like)) {
    case "fields":
    case "entries":
      return {};
    case "list":
      return [];
    case "switch":
      return false;
    default:
      return "";
  }
}
