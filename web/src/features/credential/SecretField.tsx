/** Where a secret is typed or pasted: not shown, not remembered by the browser, gone with its form. */
import { useId } from "react";
import type { CredentialView } from "~/api/types";
import { TextField } from "~/components/fields";
import styles from "./Secret.module.css";

interface Props {
  kind: CredentialView["kind"];
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}

export function SecretField({ kind, value, onChange, error }: Props) {
  return kind === "token" ? (
    <TextField
      label="Token or password"
      name="secret"
      type="password"
      autoComplete="off"
      spellCheck={false}
      data-1p-ignore
      hint="Stored sealed, and never shown again."
      error={error}
      value={value}
      onChange={onChange}
    />
  ) : (
    <KeyField value={value} onChange={onChange} error={error} />
  );
}

/** A private key has lines, which a password field would join: its characters are drawn as dots instead. */
function KeyField({ value, onChange, error }: Omit<Props, "kind">) {
  const id = useId();
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
        placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
      <div id={`${id}-hint`} className="muted small">
        The text of the file, without a passphrase. Stored sealed, and never shown again.
      </div>
      {error && (
        <div className={styles.error} role="alert">
          {error}
        </div>
      )}
    </div>
  );
}
