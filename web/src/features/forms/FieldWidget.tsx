/** One field alone, edited as its schema wants it; loaded when it is first needed. */
import { useEffect, useMemo, useRef } from "react";
import type { Schema } from "~/features/drafting/schema";
import { pathOf, putAt, type Step } from "~/lib/yaml/values";
import { placeOf } from "./arrangement";
import { FormContext, type FormParts } from "./context";
import { arrangementOf } from "./domain";
import { Single } from "./Single";

interface Props {
  fabric: string;
  kind: { kind: string; group: string };
  namespace: string;
  /** The resource as Git has it: what the field's namespace is, and what is beside it. */
  root: unknown;
  schema: Schema;
  steps: readonly Step[];
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
  /** Whether it is there to be typed into at once. */
  hasFocus?: boolean;
}

const NO_FINDINGS = new Map();

export default function FieldWidget(props: Props) {
  const { fabric, kind, namespace, root, schema, steps, label, value, onChange, hasFocus = true } = props;
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!hasFocus) return;
    const field = frame.current?.querySelector<HTMLInputElement>("[data-path]");
    field?.focus();
    if (field?.type === "text") field.select();
  }, [hasFocus]);
  const form = useMemo((): FormParts => {
    const arrangement = arrangementOf(kind);
    return {
      fabric,
      namespace,
      root: putAt(root, steps, value),
      schema,
      // it is called by its path here
      arrangement: { [pathOf(steps)]: { ...placeOf(arrangement, steps), label } },
      findings: NO_FINDINGS,
      change: (_, next) => onChange(next),
      rename: () => {},
      focusSoon: () => {},
    };
  }, [fabric, kind, namespace, root, schema, steps, label, value, onChange]);
  return (
    <FormContext value={form}>
      <div ref={frame}>
        <Single steps={steps} label={label} />
      </div>
    </FormContext>
  );
}
