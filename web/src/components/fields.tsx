/** Fields of forms: each with its label, a hint, and its error where assistive technology finds it. */
import { type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes, useId } from "react";
import styles from "./fields.module.css";

interface Common {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
}

interface Described {
  id: string;
  describedBy: string | undefined;
  hintId: string;
  errorId: string;
}

function useDescribed({ hint, error }: Common): Described {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [hint && hintId, error && errorId].filter(Boolean).join(" ") || undefined;
  return { id, describedBy, hintId, errorId };
}

/** What is said below a field. */
function Notes({ hint, error, ids }: Pick<Common, "hint" | "error"> & { ids: Described }) {
  return (
    <>
      {hint && (
        <div id={ids.hintId} className={styles.hint}>
          {hint}
        </div>
      )}
      {error && (
        <div id={ids.errorId} className={styles.error} role="alert">
          {error}
        </div>
      )}
    </>
  );
}

/** What tells assistive technology of a field's state. */
function stateOf(ids: Described, error: string | undefined) {
  return { "aria-invalid": error ? true : undefined, "aria-describedby": ids.describedBy };
}

function Frame({ label, hint, error, ids, children }: Common & { ids: Described; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <label htmlFor={ids.id}>{label}</label>
      {children}
      <Notes hint={hint} error={error} ids={ids} />
    </div>
  );
}

type Attributes<Element> = Omit<Element, "value" | "onChange" | "id" | "className">;

type TextProps = Common &
  Attributes<InputHTMLAttributes<HTMLInputElement>> & {
    value: string;
    onChange: (value: string) => void;
    isMono?: boolean;
  };

export function TextField({ label, hint, error, value, onChange, isMono, ...rest }: TextProps) {
  const ids = useDescribed({ label, hint, error });
  return (
    <Frame label={label} hint={hint} error={error} ids={ids}>
      <input
        type="text"
        autoComplete="off"
        {...rest}
        id={ids.id}
        className={`${styles.input} ${isMono ? "mono" : ""}`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        {...stateOf(ids, error)}
      />
    </Frame>
  );
}

type AreaProps = Common &
  Attributes<TextareaHTMLAttributes<HTMLTextAreaElement>> & {
    value: string;
    onChange: (value: string) => void;
    isMono?: boolean;
    /** Its characters are drawn as dots. */
    isMasked?: boolean;
  };

export function TextArea({ label, hint, error, value, onChange, isMono, isMasked, ...rest }: AreaProps) {
  const ids = useDescribed({ label, hint, error });
  const looks = [styles.input, styles.area, isMono && "mono", isMasked && styles.masked];
  return (
    <Frame label={label} hint={hint} error={error} ids={ids}>
      <textarea
        rows={4}
        autoComplete="off"
        {...rest}
        id={ids.id}
        className={looks.filter(Boolean).join(" ")}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        {...stateOf(ids, error)}
      />
    </Frame>
  );
}

interface Option<Value extends string> {
  value: Value;
  label: string;
}

type SelectProps<Value extends string> = Common & {
  value: Value;
  options: readonly Option<Value>[];
  /** More of them under headings, after the options without one. */
  groups?: readonly { label: string; options: readonly Option<Value>[] }[];
  onChange: (value: Value) => void;
  disabled?: boolean;
};

export function SelectField<Value extends string>(props: SelectProps<Value>) {
  const { label, hint, error, value, options, groups = [], onChange, disabled } = props;
  const ids = useDescribed({ label, hint, error });
  return (
    <Frame label={label} hint={hint} error={error} ids={ids}>
      <select
        id={ids.id}
        className={styles.input}
        value={value}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value as Value)}
        {...stateOf(ids, error)}
      >
        <Options of={options} />
        {groups.map((group) => (
          <optgroup key={group.label} label={group.label}>
            <Options of={group.options} />
          </optgroup>
        ))}
      </select>
    </Frame>
  );
}

function Options({ of }: { of: readonly Option<string>[] }) {
  return of.map(({ value, label }) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));
}

type CheckProps = Common & { isChecked: boolean; onChange: (isChecked: boolean) => void; disabled?: boolean };

export function CheckField({ label, hint, error, isChecked, onChange, disabled }: CheckProps) {
  const ids = useDescribed({ label, hint, error });
  return (
    <div className={styles.check}>
      <input
        type="checkbox"
        id={ids.id}
        checked={isChecked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        {...stateOf(ids, error)}
      />
      <div>
        <label htmlFor={ids.id}>{label}</label>
        <Notes hint={hint} error={error} ids={ids} />
      </div>
    </div>
  );
}

/** Fields of which one is chosen. */
export function RadioField<Value extends string>(props: SelectProps<Value>) {
  const { label, hint, error, value, options, onChange, disabled } = props;
  const ids = useDescribed({ label, hint, error });
  return (
    <fieldset className={styles.radios} aria-describedby={ids.describedBy} disabled={disabled}>
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles.radio}>
          <input
            type="radio"
            name={ids.id}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
      <Notes hint={hint} error={error} ids={ids} />
    </fieldset>
  );
}
