/** A value of one's own, as YAML, checked by the server while it is typed. */
import { type KeyboardEvent, useId } from "react";
import type { ConflictView } from "~/api/types";
import { isLong, toYaml } from "~/lib/yaml/emit";
import styles from "./ConflictPage.module.css";
import { useTypedCheck } from "./typedCheck";

interface Props {
  conflict: ConflictView;
  text: string;
  isChosen: boolean;
  isDisabled: boolean;
  onType: (text: string) => void;
  onTyped: () => void;
}

export function TypedValue({ conflict, text, isChosen, isDisabled, onType, onTyped }: Props) {
  const id = useId();
  const sides = [conflict.git, conflict.draft, conflict.base];
  const needsLines = conflict.path === "" || text.includes("\n") || sides.some((side) => side !== null && isLong(side));
  const problem = useTypedCheck(conflict, text, isChosen);

  // a long value is easier to change than to type
  const begin = () => {
    const isBegun = isChosen && text !== "";
    if (!isBegun) onType(text === "" && needsLines ? toYaml(conflict.git ?? conflict.draft ?? conflict.base) : text);
  };

  // Enter ends a line's value; where values have several lines it is Ctrl-Enter
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === "Escape")
      event.currentTarget.closest("fieldset")?.querySelector<HTMLElement>("input:checked")?.focus();
    else if (event.key === "Enter" && !event.shiftKey && (!needsLines || event.ctrlKey || event.metaKey)) onTyped();
    else return;
    event.preventDefault();
  };

  return (
    <>
      <textarea
        data-typed
        aria-label={`Another value for ${conflict.path || "the whole resource"}, as YAML`}
        aria-describedby={`${id}-check`}
        aria-invalid={problem.kind === "bad" || undefined}
        className={`mono ${styles.typed}`}
        rows={needsLines ? Math.min(16, Math.max(4, text.split("\n").length)) : 1}
        spellCheck={false}
        autoCapitalize="none"
        placeholder={needsLines ? "YAML; Ctrl-Enter goes on" : "YAML"}
        disabled={isDisabled}
        value={text}
        onFocus={() => isChosen && begin()}
        onClick={begin}
        onChange={(event) => onType(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}-check`} className="small" role="status">
        {problem.kind === "bad" && <span className={styles.bad}>{problem.message}</span>}
        {problem.kind === "good" && <span className={styles.good}>✓ matches the schema</span>}
        {problem.kind === "empty" && isChosen && <span className="muted">type a value</span>}
      </div>
    </>
  );
}
