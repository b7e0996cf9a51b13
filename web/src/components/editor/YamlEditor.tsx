/** An editor for YAML, loaded when it is first shown. */
import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { lazy, type Ref, Suspense } from "react";
import type { EditorFinding } from "./findings";
import styles from "./YamlEditor.module.css";

export interface EditorHandle {
  focus: () => void;
  /** Line and column from 1. */
  goTo: (line: number, column?: number) => void;
  /** The line of the cursor, from 1. */
  line: () => number;
}

export interface YamlEditorProps {
  value: string;
  /** What it is, for assistive technology. */
  label: string;
  /** Only for what was typed, not for a new `value`. */
  onChange?: (value: string) => void;
  /** Ctrl-S. */
  onSave?: () => void;
  findings?: readonly EditorFinding[];
  isReadOnly?: boolean;
  complete?: (context: CompletionContext) => CompletionResult | Promise<CompletionResult | null> | null;
  ref?: Ref<EditorHandle>;
}

export interface YamlMergeProps {
  before: string;
  after: string;
  label: string;
}

const LazyEditor = lazy(() => import("./Editor"));
const LazyMerge = lazy(() => import("./Merge"));

export function YamlEditor(props: YamlEditorProps) {
  return (
    <div className={`panel ${styles.frame}`}>
      <Suspense fallback={<Plain text={props.value} />}>
        <LazyEditor {...props} />
      </Suspense>
    </div>
  );
}

/** Two texts side by side, what is equal folded. */
export function YamlMerge(props: YamlMergeProps) {
  return (
    <div className={`panel ${styles.frame}`}>
      <Suspense fallback={<Plain text={props.after} />}>
        <LazyMerge {...props} />
      </Suspense>
    </div>
  );
}

/** The text itself, until the editor is there. */
function Plain({ text }: { text: string }) {
  return <pre className={styles.plain}>{text}</pre>;
}
