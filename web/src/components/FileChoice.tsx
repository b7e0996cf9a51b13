/** Reads the text of a small file into a field. The file stays where it is; only its text is sent, with the form. */
import { useRef, useState } from "react";
import { Button } from "./Button";
import styles from "./FileChoice.module.css";

interface Props {
  /** What the field is called. */
  label: string;
  onText: (text: string) => void;
  /** Why a file is not read; its name and size are known before. */
  sizeProblem: (file: { name: string; size: number }) => string | undefined;
  /** Why what was read is not put into the field. */
  textProblem: (name: string, text: string) => string | undefined;
}

export function FileChoice({ label, onText, sizeProblem, textProblem }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();
  const read = async (file: File | undefined) => {
    if (!file) return;
    const tooLarge = sizeProblem(file);
    const text = tooLarge ? "" : await file.text();
    const found = tooLarge ?? textProblem(file.name, text);
    setProblem(found);
    if (!found) onText(text);
  };
  return (
    <div className={styles.file}>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={`File for ${label}`}
        onChange={(event) => {
          void read(event.target.files?.[0]);
          // the same file can be chosen again after it was changed
          event.target.value = "";
        }}
      />
      <Button icon="file" aria-label={`Choose a file for ${label}`} onClick={() => input.current?.click()}>
        Choose a file
      </Button>
      {problem && (
        <span className={styles.problem} role="alert">
          {problem}.
        </span>
      )}
    </div>
  );
}
