/** The editor itself; use `YamlEditor`, which loads it when it is needed. */
import type { CompletionSource } from "@codemirror/autocomplete";
import { yamlLanguage } from "@codemirror/lang-yaml";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { useEffect, useImperativeHandle, useLayoutEffect, useRef } from "react";
import { markOf } from "./findings";
import { setup } from "./setup";
import type { YamlEditorProps } from "./YamlEditor";

/** Marks a change that came from outside, so that it is not reported as typed. */
let isFromOutside = false;

export default function Editor(props: YamlEditorProps) {
  const { value, findings, isReadOnly = false, label, ref } = props;
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(props);
  latest.current = props;

  // before the handle is given out: who has it may go to a line at once
  // biome-ignore lint/correctness/useExhaustiveDependencies: the value is followed below
  useLayoutEffect(() => {
    if (!frame.current) return;
    const made = new EditorView({
      parent: frame.current,
      state: EditorState.create({ doc: value, extensions: extensions(latest, isReadOnly, label) }),
    });
    view.current = made;
    return () => made.destroy();
  }, [isReadOnly, label]);

  // before the next key can be pressed: later, an older value would take back what was typed since
  useLayoutEffect(() => {
    const at = view.current;
    if (!at || at.state.doc.toString() === value) return;
    isFromOutside = true;
    at.dispatch({ changes: { from: 0, to: at.state.doc.length, insert: value } });
    isFromOutside = false;
  }, [value]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a text from outside drops its marks
  useEffect(() => {
    const at = view.current;
    if (!at) return;
    const { doc } = at.state;
    const text = { lines: doc.lines, line: (number: number) => doc.line(number) };
    at.dispatch(
      setDiagnostics(
        at.state,
        (findings ?? []).map((finding) => markOf(finding, text)),
      ),
    );
  }, [findings, isReadOnly, label]);

  useImperativeHandle(
    ref,
    () => ({
      focus: () => view.current?.focus(),
      line: () => {
        const state = view.current?.state;
        return state ? state.doc.lineAt(state.selection.main.head).number : 1;
      },
      goTo: (line: number, column = 1) => {
        const at = view.current;
        if (!at) return;
        const target = at.state.doc.line(Math.min(Math.max(1, line), at.state.doc.lines));
        const position = Math.min(target.from + Math.max(0, column - 1), target.to);
        at.dispatch({ selection: { anchor: position }, effects: EditorView.scrollIntoView(position, { y: "center" }) });
        at.focus();
      },
    }),
    [],
  );

  return <div ref={frame} />;
}

function extensions(latest: { current: YamlEditorProps }, isReadOnly: boolean, label: string): Extension[] {
  const complete: CompletionSource = (context) => latest.current.complete?.(context) ?? null;
  return [
    setup({ isReadOnly, label }),
    lintGutter(),
    new Compartment().of(yamlLanguage.data.of({ autocomplete: complete })),
    keymap.of([
      {
        key: "Mod-s",
        run: () => {
          latest.current.onSave?.();
          return true;
        },
      },
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !isFromOutside) latest.current.onChange?.(update.state.doc.toString());
    }),
  ];
}
