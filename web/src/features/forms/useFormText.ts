/** A text that is edited by a form, for a component. */
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { editText } from "~/api/queries/edit";
import type { Schema } from "~/features/drafting/schema";
import { arrangementOf } from "./domain";
import { type FormState, FormText } from "./formText";
import { keepsOf } from "./keeps";

export interface FormEditing {
  form: FormText;
  state: FormState;
}

interface Wanted {
  fabric: string;
  kind: { kind: string; group: string };
  schema: Schema | undefined;
  text: string;
  /** The form is shown: only then the text is read. */
  isOn: boolean;
  /** What was typed is in this text now. */
  onText: (text: string) => void;
}

export function useFormText({ fabric, kind, schema, text, isOn, onText }: Wanted): FormEditing {
  const latest = useRef(onText);
  latest.current = onText;
  const [form] = useState(
    () =>
      new FormText({
        ask: (asked, edits, signal) => editText(fabric, asked, edits, signal),
        onText: (typed) => latest.current(typed),
      }),
  );
  const state = useSyncExternalStore(form.subscribe, form.snapshot);
  useLayoutEffect(() => {
    form.keeps = keepsOf(schema, arrangementOf(kind));
  }, [form, schema, kind]);
  // before the next answer can arrive: later, the form's own text would look like news
  useLayoutEffect(() => {
    if (isOn) form.read(text);
  }, [form, text, isOn]);
  useEffect(() => {
    if (!isOn) void form.flush();
  }, [form, isOn]);
  useEffect(() => () => form.stop(), [form]);
  return { form, state };
}
