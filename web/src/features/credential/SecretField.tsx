/** Where a secret is typed or pasted: not shown, not remembered by the browser, gone with its form. */
import type { CredentialView } from "~/api/types";
import { TextField } from "~/components/fields";
import { KeyField } from "./KeyField";

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
    <KeyField
      value={value}
      onChange={onChange}
      error={error}
      placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
      hint="The text of the file, without a passphrase. Stored sealed, and never shown again."
    />
  );
}
