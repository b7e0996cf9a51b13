/** What all parts of one form know. */
import { createContext, useContext } from "react";
import type { FindingView } from "~/api/types";
import type { Schema } from "~/features/drafting/schema";
import { type Step, valueAt } from "~/lib/yaml/values";
import { type Arrangement, type Place, placeOf } from "./arrangement";
import { schemaAtSteps } from "./shape";

export interface FormParts {
  fabric: string;
  /** Of the resource itself: what it names is looked for there. */
  namespace: string;
  /** The open change that it is edited in: what that adds can be named as well. */
  within?: string | undefined;
  /** The resource is not there yet. */
  isNew?: boolean | undefined;
  root: unknown;
  schema: Schema | undefined;
  arrangement: Arrangement | undefined;
  /** By path, what is wrong there. */
  findings: ReadonlyMap<string, readonly FindingView[]>;
  change: (steps: readonly Step[], value: unknown) => void;
  rename: (steps: readonly Step[], key: string) => void;
  /** The first field at or below a path gets the focus as soon as it is there. */
  focusSoon: (path: string) => void;
}

const Context = createContext<FormParts | undefined>(undefined);

export const FormContext = Context.Provider;

export function useForm(): FormParts {
  const form = useContext(Context);
  if (!form) throw new Error("a field is outside of its form");
  return form;
}

/** What a form knows of one place. */
export function useField(steps: readonly Step[]): {
  form: FormParts;
  value: unknown;
  schema: Schema | undefined;
  place: Place;
} {
  const form = useForm();
  return {
    form,
    value: valueAt(form.root, steps),
    schema: schemaAtSteps(form.schema, steps),
    place: placeOf(form.arrangement, steps),
  };
}
