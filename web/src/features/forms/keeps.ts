/** What stays in a text though nothing is in it: what a person added and named, and the type that was chosen. Pure. */
import type { Schema } from "~/features/drafting/schema";
import type { Keeps } from "~/lib/yaml/edits";
import { type Arrangement, placeOf } from "./arrangement";
import { schemaAtSteps, shapeOf } from "./shape";

export function keepsOf(schema: Schema | undefined, arrangement: Arrangement | undefined): Keeps {
  return (steps) => {
    const last = steps.at(-1);
    const around = steps.slice(0, -1);
    if (typeof last !== "string") return last !== undefined;
    if (around.length === 0 || schemaAtSteps(schema, around)?.required?.includes(last)) return true;
    if (placeOf(arrangement, around).oneOf?.fields.includes(last)) return true;
    // labels and annotations go with their last one
    return steps[0] !== "metadata" && shapeOf(schemaAtSteps(schema, around), undefined) === "entries";
  };
}
