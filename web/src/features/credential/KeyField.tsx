/** Where a private key is pasted: not shown, not remembered by the browser, gone with its form. */
import { type ReactNode, useId } from "react";
import styles from "./Secret.module.css";

interface Props {
  value: string;
  onChange: (value: string) => void;
  placeholder: string;
  hint: string;
  error?: string | undefined;
  /** Other ways to fill it, below the field. */
  children?: ReactNode;
}

/** A private key has lines, which a password field would join: its characters are drawn as dots instead. */
export function KeyField({ value, onChange, placeholder, hint, error, children }: Props) {
  const id = useId();
  const describedBy = error ? `${id}-hint ${id}-error` : `${id}-hint`;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>Private key</label>
      <textarea
        id={id}
        rows={6}
        className={`mono ${styles.key}`}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        data-1p-ignore
        value={value}
        placeholder={placeholder}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy}
        onChange={(event) => onChange(event.target.value)}
      />
      <div id={`${id}-hint`} className="muted small">
        {hint}
      </div>
      {error && (
        <div id={`${id}-error`} className={styles.error} role="alert">
          {error}
        </div>
      )}
      {children}
    </div>
  );
}
