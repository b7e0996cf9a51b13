/** Whether a field can be edited as its schema wants it, and what it is then. Pure. */
import type { FieldView, ResourceDetail } from "~/api/types";
import type { Schema } from "~/features/drafting/schema";
import { schemaAtSteps, shapeOf } from "~/features/forms/shape";
import { type Step, stepsOf } from "~/lib/yaml/values";

/** The shapes of which a person writes one value. */
const SINGLE = new Set(["text", "whole", "number", "choice", "switch", "either"]);

/** Where the field is; nothing where it is no single value, the schema says nothing of it, or what is there is otherwise. */
export function widgetSteps(
  detail: Pick<ResourceDetail, "value">,
  schema: Schema | undefined,
  path: string,
  value: unknown,
): Step[] | undefined {
  const steps = stepsOf(path, detail.value);
  const own = steps && schemaAtSteps(schema, steps);
  if (!own || !SINGLE.has(shapeOf(own, undefined))) return undefined;
  return shapeOf(own, value) === shapeOf(own, undefined) ? steps : undefined;
}

/** What a change has at a field, else Git; `undefined` where nothing is. */
export function valueIn(field: Pick<FieldView, "git" | "drafts"> | undefined, change: string): unknown {
  const drafts = field?.drafts ?? {};
  return (Object.hasOwn(drafts, change) ? drafts[change] : field?.git) ?? undefined;
}
