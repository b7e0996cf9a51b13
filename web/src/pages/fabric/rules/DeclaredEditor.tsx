/** The text that declares rules, edited; what the server refuses is marked at its lines, and the text stays. */
import { useRef, useState } from "react";
import { asProblem } from "~/api/problem";
import { type TaggedRules, useDeclareRules } from "~/api/queries/rules";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { type EditorHandle, YamlEditor } from "~/components/editor/YamlEditor";
import { Marked } from "~/components/Marked";
import { useToast } from "~/components/Toasts";
import { EXAMPLE, mistakesIn } from "./declared";
import styles from "./RulesTab.module.css";

interface Props {
  fabric: string;
  looked: TaggedRules;
  onClose: () => void;
}

export function DeclaredEditor({ fabric, looked, onClose }: Props) {
  const [text, setText] = useState(() => looked.rules.declared.text || EXAMPLE);
  const declare = useDeclareRules(fabric);
  const toast = useToast();
  const editor = useRef<EditorHandle>(null);
  const mistakes = declare.error ? mistakesIn(asProblem(declare.error).detail) : [];
  const save = () => {
    declare.mutate(
      // the example alone declares nothing, and is not kept
      { text: text.trim() === EXAMPLE.trim() ? "" : text, etag: looked.etag },
      {
        onSuccess: () => {
          toast("Saved. The fabric and its open changes were checked again.");
          onClose();
        },
      },
    );
  };
  return (
    <div className={styles.form}>
      <YamlEditor
        label="Declared rules"
        value={text}
        findings={mistakes}
        onChange={(typed) => {
          if (declare.error) declare.reset();
          setText(typed);
        }}
        onSave={save}
        ref={editor}
      />
      {mistakes.length > 0 && (
        <ul role="alert" className={styles.unchecked}>
          {mistakes.map(({ line, message }) => (
            <li key={`${line} ${message}`}>
              <button type="button" className={styles.goTo} onClick={() => editor.current?.goTo(line)}>
                Line {line}
              </button>
              : <Marked text={message} />
            </li>
          ))}
        </ul>
      )}
      {declare.error && mistakes.length === 0 && <ErrorView error={declare.error} />}
      <div className="line">
        <Button look="primary" isBusy={declare.isPending} onClick={save}>
          Save rules
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </div>
  );
}
