/** Where a filter is typed, with completion of its keys and of the values that there are. */
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useId,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from "react";
import type { FilterSpec } from "~/lib/filter/compile";
import { type Completion, completeFilter } from "~/lib/filter/complete";
import { Icon } from "../Icon";
import styles from "./FilterBox.module.css";

interface Props<Row extends object> {
  value: string;
  onChange: (value: string) => void;
  spec: FilterSpec<Row>;
  /** What completion takes its values from. */
  rows: readonly Row[];
  label?: string;
  placeholder?: string;
  /** Beside the box, such as how many rows it leaves. */
  children?: ReactNode;
  ref?: Ref<{ focus: () => void }>;
}

export function FilterBox<Row extends object>(props: Props<Row>) {
  const { value, onChange, spec, rows, label = "Filter", placeholder, children, ref } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [cursor, setCursor] = useState<number>();
  const [chosen, setChosen] = useState(-1);
  useImperativeHandle(ref, () => ({ focus: () => input.current?.focus() }), []);

  // one option that changes nothing is no help
  const found = useMemo(
    () => (cursor === undefined ? undefined : completeFilter(value, cursor, spec, rows)),
    [value, cursor, spec, rows],
  );
  const options = found && (value !== "" || chosen >= 0 || cursor === 0) ? found.options : [];
  const isOpen = options.length > 0;

  const take = (option: Completion) => {
    if (!found) return;
    const next = value.slice(0, found.from) + option.insert + value.slice(found.to).trimStart();
    const at = found.from + option.insert.length;
    onChange(next);
    setChosen(-1);
    setCursor(at);
    requestAnimationFrame(() => input.current?.setSelectionRange(at, at));
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "ArrowDown" && isOpen) setChosen((chosen + 1) % options.length);
    else if (event.key === "ArrowUp" && isOpen) setChosen((chosen <= 0 ? options.length : chosen) - 1);
    else if ((event.key === "Enter" || event.key === "Tab") && isOpen && options[chosen]) take(options[chosen]);
    else if (event.key === "Escape" && isOpen) setCursor(undefined);
    else if (event.key === "Escape" && value !== "") onChange("");
    else return;
    event.preventDefault();
  };

  return (
    <div className={styles.frame}>
      <div className={styles.box}>
        <Icon name="search" />
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded={isOpen}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={chosen >= 0 ? `${id}-${chosen}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder ?? "kind:vpc state:draft text"}
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
            setChosen(-1);
            setCursor(event.target.selectionStart ?? event.target.value.length);
          }}
          onFocus={(event) => setCursor(event.target.selectionStart ?? 0)}
          onClick={(event) => setCursor(event.currentTarget.selectionStart ?? 0)}
          onBlur={() => setCursor(undefined)}
          onKeyDown={onKeyDown}
        />
        {value !== "" && (
          <button type="button" className={styles.clear} onClick={() => onChange("")} aria-label="Clear the filter">
            <Icon name="cross" size={12} />
          </button>
        )}
        <div id={`${id}-list`} role="listbox" aria-label="Completions" className={styles.list} hidden={!isOpen}>
          {options.map((option, at) => (
            <div
              key={option.label}
              id={`${id}-${at}`}
              role="option"
              tabIndex={-1}
              aria-selected={at === chosen}
              className={styles.option}
              // before the box loses its focus
              onMouseDown={(event) => {
                event.preventDefault();
                take(option);
              }}
            >
              <span className="mono">{option.label}</span>
              <span className="muted small">{option.detail}</span>
            </div>
          ))}
        </div>
      </div>
      {children}
    </div>
  );
}
