/** A field for a text with suggestions: what is typed narrows them, and anything else can be typed as well. */
import { type InputHTMLAttributes, type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import styles from "./Combobox.module.css";
import fields from "./fields.module.css";

export interface Suggestion {
  value: string;
  /** What is worth knowing of it, in a few words. */
  about?: string | undefined;
  /** Choosing it leads on to more of them. */
  isBegin?: boolean;
}

/** More than anybody reads in a list. */
const MOST = 50;

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, "value" | "onChange" | "list"> {
  value: string;
  onChange: (value: string) => void;
  suggestions: readonly Suggestion[];
  /** Below the list: why there are none, or what they are. */
  note?: ReactNode;
  /** The list is shown or hidden. */
  onOpen?: (isOpen: boolean) => void;
}

/** Those that have what is typed in them, the ones that begin with it first. Pure. */
export function narrowed(suggestions: readonly Suggestion[], typed: string): Suggestion[] {
  const wanted = typed.trim().toLowerCase();
  const found = suggestions.filter(({ value }) => value.toLowerCase().includes(wanted));
  const begins = ({ value }: Suggestion) => Number(value.toLowerCase().startsWith(wanted));
  return found.sort((a, b) => begins(b) - begins(a)).slice(0, MOST);
}

export function Combobox({ value, onChange, suggestions, note, onOpen, onKeyDown, onBlur, ...rest }: Props) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  // while nothing was typed since it was opened, all are shown: what is there is not searched for
  const [isTyped, setTyped] = useState(false);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const shown = isOpen ? narrowed(suggestions, isTyped ? value : beginOf(value)) : [];
  const isShown = isOpen && (shown.length > 0 || Boolean(note));

  const show = (next: boolean) => {
    setOpen(next);
    setActive(-1);
    if (!next) setTyped(false);
    if (next !== isOpen) onOpen?.(next);
  };
  const choose = ({ value: chosen, isBegin = false }: Suggestion) => {
    onChange(chosen);
    setTyped(isBegin);
    show(isBegin);
    input.current?.focus();
  };
  const move = (by: number) => {
    if (!isOpen) return show(true);
    const next = Math.min(shown.length - 1, Math.max(0, active + by));
    setActive(next);
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    onKeyDown?.(event);
    if (event.defaultPrevented) return;
    const chosen = shown[active];
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && isOpen && chosen) choose(chosen);
    else if (event.key === "Escape" && isShown) {
      // only the list is closed, not what it is in
      event.stopPropagation();
      show(false);
    } else return;
    event.preventDefault();
  };

  return (
    <div className={styles.frame}>
      <input
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="none"
        {...rest}
        ref={input}
        type="text"
        role="combobox"
        aria-expanded={isShown}
        aria-controls={isShown ? `${id}-list` : undefined}
        aria-autocomplete="list"
        aria-activedescendant={isShown && active >= 0 ? `${id}-${active}` : undefined}
        className={`mono ${fields.input}`}
        value={value}
        onChange={(event) => {
          setTyped(true);
          setActive(-1);
          if (!isOpen) show(true);
          onChange(event.target.value);
        }}
        onClick={() => show(true)}
        onBlur={(event) => {
          onBlur?.(event);
          show(false);
        }}
        onKeyDown={onKey}
      />
      {isShown && (
        <div className={styles.popup}>
          <div role="listbox" id={`${id}-list`} aria-label="Suggestions" className={styles.list}>
            {shown.map((one, at) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's, which keeps the focus
              <div
                key={one.value}
                id={`${id}-${at}`}
                role="option"
                tabIndex={-1}
                aria-selected={at === active}
                className={styles.option}
                // the field keeps the focus
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(one)}
              >
                <span className="mono">{one.value}</span>
                {one.about && <span className={styles.about}>{one.about}</span>}
              </div>
            ))}
          </div>
          {note && <div className={styles.note}>{note}</div>}
        </div>
      )}
    </div>
  );
}

/** Of `leaf-01/E1/5` the part that leads to the others: `leaf-01/`. */
function beginOf(value: string): string {
  return value.slice(0, value.indexOf("/") + 1);
}
