/** An editor for YAML, loaded when it is first shown. */
import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { lazy, type Ref } from "react";
import { Late } from "~/components/late/Late";
import { openHelp } from "~/lib/help";
import { late } from "~/lib/late/late";
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

const LazyEditor = lazy(late(() => import("./Editor")));
const LazyMerge = lazy(late(() => import("./Merge")));

export function YamlEditor(props: YamlEditorProps) {
  return (
    <div className={`panel ${styles.frame}`}>
      <Late meanwhile={<Plain text={props.value} />}>
        <LazyEditor {...props} />
      </Late>
      {!props.isReadOnly && <Hint />}
    </div>
  );
}

/** Its button is the next stop after the text: without one, Tab would lead past the end of the page and to its beginning. */
function Hint() {
  return (
    <p className={styles.hint}>
      Tab indents. Escape, then Tab, leaves the editor.{" "}
      <button type="button" className={styles.keys} onClick={() => openHelp("keys")}>
        All keys
      </button>
    </p>
  );
}

/** Two texts side by side, what is equal folded. */
export function YamlMerge(props: YamlMergeProps) {
  return (
    <div className={`panel ${styles.frame}`}>
      <Late meanwhile={<Plain text={props.after} />}>
        <LazyMerge {...props} />
      </Late>
    </div>
  );
}

/** The text itself, until the editor is there. */
function Plain({ text }: { text: string }) {
  return <pre className={styles.plain}>{text}</pre>;
}
