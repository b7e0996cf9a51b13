/** The form of one resource: its fields as its kind's schema has them, arranged as an operator thinks of them. */
import { type Ref, useImperativeHandle, useLayoutEffect, useMemo, useRef } from "react";
import type { FindingView } from "~/api/types";
import type { Schema } from "~/features/drafting/schema";
import { putAt, renameAt } from "~/lib/yaml/values";
import { FormContext, type FormParts } from "./context";
import { arrangementOf } from "./domain";
import { Fields } from "./Fields";
import styles from "./Form.module.css";
import { byField, isWithin } from "./findings";
import { Metadata } from "./Metadata";
import { ELSEWHERE } from "./parts";

export interface FormHandle {
  /** The field at a path, or the nearest around it, gets the focus. */
  focus: (path: string) => void;
}

export interface ResourceFormProps {
  fabric: string;
  kind: { kind: string; group: string };
  namespace: string;
  /** The open change that it is edited in. */
  within?: string | undefined;
  /** The resource is not there yet. */
  isNew?: boolean | undefined;
  label: string;
  data: unknown;
  schema: Schema | undefined;
  findings: readonly FindingView[];
  onChange: (data: unknown) => void;
  /** The path of the field that has the focus. */
  onFocus: (path: string) => void;
  ref?: Ref<FormHandle>;
}

export default function ResourceForm(props: ResourceFormProps) {
  const { fabric, kind, namespace, within, isNew, label, data, schema, findings, onChange, onFocus, ref } = props;
  const frame = useRef<HTMLFormElement>(null);
  const wanted = useRef<string>(undefined);
  // edits that come in one go are made one after the other
  const latest = useRef(data);
  latest.current = data;

  const form = useMemo((): FormParts => {
    const become = (next: unknown) => {
      latest.current = next;
      onChange(next);
    };
    return {
      fabric,
      namespace,
      within,
      isNew,
      root: data,
      schema,
      arrangement: arrangementOf(kind),
      findings: byField(findings, data),
      change: (steps, value) => become(putAt(latest.current, steps, value)),
      rename: (steps, key) => become(renameAt(latest.current, steps, key)),
      focusSoon: (path) => {
        wanted.current = path;
      },
    };
  }, [fabric, namespace, within, isNew, data, schema, kind, findings, onChange]);

  useLayoutEffect(() => {
    const path = wanted.current;
    if (path === undefined || !frame.current) return;
    wanted.current = undefined;
    focusAt(frame.current, path, false);
  });
  useImperativeHandle(ref, () => ({ focus: (path) => frame.current && focusAt(frame.current, path, true) }), []);

  return (
    <FormContext value={form}>
      <form
        ref={frame}
        onSubmit={(event) => event.preventDefault()}
        aria-label={label}
        className={`panel ${styles.form}`}
        onFocus={(event) => {
          const path = event.target.dataset.path;
          if (path !== undefined) onFocus(path);
        }}
      >
        <Fields steps={[]} label={label} isBare without={ELSEWHERE} />
        <Metadata />
      </form>
    </FormContext>
  );
}

/** Focuses the first field at or below a path; else, where that is wanted, of what is around it. */
function focusAt(frame: HTMLElement, path: string, isAround: boolean): void {
  const fields = [...frame.querySelectorAll<HTMLElement>("[data-path]")];
  for (let outer = path; ; outer = outer.slice(0, Math.max(outer.lastIndexOf("."), outer.lastIndexOf("["), 0))) {
    const found = fields.find((field) => isWithin(field.dataset.path ?? "", outer));
    if (found) {
      for (let at = found.closest("details"); at; at = at.parentElement?.closest("details") ?? null) at.open = true;
      found.focus();
      found.scrollIntoView({ block: "center" });
      return;
    }
    if (!isAround || outer === "") return;
  }
}
