/** What a form calls the field at a path: `Subnets › default › VLAN`. Pure. */
import { ITEM, type Schema, schemaAt } from "~/features/drafting/schema";
import { shownPath } from "~/lib/yaml/shownPath";
import { type Step, stepsOf } from "~/lib/yaml/values";
import { type Arrangement, placeOf } from "./arrangement";
import { labelOf } from "./words";

interface Form {
  data: unknown;
  schema: Schema | undefined;
  arrangement: Arrangement | undefined;
}

/** Parts of a resource that the form does not show as fields of their own. */
const FRAMES = ["spec", "metadata"];

export function fieldName(field: string, { data, schema, arrangement }: Form): string {
  const steps = stepsOf(field, data);
  if (!steps) return shownPath(field);
  const names = steps.map((step, at) => {
    const outer = steps.slice(0, at);
    if (typeof step === "number") return `${placeOf(arrangement, outer).item ?? "Item"} ${step + 1}`;
    return placeOf(arrangement, [...outer, step]).label ?? (isEntry(schema, outer, step) ? step : labelOf(step));
  });
  const shown = FRAMES.includes(String(steps[0])) && names.length > 1 ? names.slice(1) : names;
  return shown.join(" › ");
}

/** Whether a key was named by a person: it stays as it is written. */
function isEntry(schema: Schema | undefined, outer: readonly Step[], key: string): boolean {
  if (outer[0] === "metadata") return outer.length > 1;
  const around = schemaAt(
    schema,
    outer.map((step) => (typeof step === "number" ? ITEM : step)),
  );
  return around !== undefined && around.properties?.[key] === undefined;
}
