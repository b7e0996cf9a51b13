/** A value of one's own, as YAML, checked by the server while it is typed. */
import { type KeyboardEvent, useId } from "react";
import { Marked } from "~/components/Marked";
import { isLong, toYaml } from "~/lib/yaml/emit";
import styles from "./ConflictPage.module.css";
import type { TypedField } from "./choices";
import { type TypedPlace, useTypedCheck } from "./typedCheck";

interface Props {
  label: string;
  place: TypedPlace;
  field: TypedField;
  /** The values that there are, the one to begin with at the front. */
  sides: readonly unknown[];
  /** It is a whole resource that is typed. */
  isWhole?: boolean;
  text: string;
  isChosen: boolean;
  isDisabled: boolean;
  onType: (text: string) => void;
  onTyped: () => void;
}

export function TypedValue(props: Props) {
  const { label, place, field, sides, isWhole = false, text, isChosen, isDisabled, onType, onTyped } = props;
  const id = useId();
  const known = sides.filter((side) => side !== null && side !== undefined);
  const needsLines = isWhole || text.includes("\n") || known.some(isLong);
  const problem = useTypedCheck(place, text, isChosen);

  // a long value is easier to change than to type
  const begin = () => {
    const isBegun = isChosen && text !== "";
    if (!isBegun) onType(text === "" && needsLines ? toYaml(known[0]) : text);
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
        autoComplete="off"
        data-typed={field}
        aria-label={label}
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
        {problem.kind === "bad" && (
          <span className={styles.bad}>
            <Marked text={problem.message} />
          </span>
        )}
        {problem.kind === "good" && (
          <span className={styles.good}>
            ✓ <Marked text={problem.message} />
          </span>
        )}
        {problem.kind === "empty" && isChosen && <span className="muted">type a value</span>}
      </div>
    </>
  );
}
