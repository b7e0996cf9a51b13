/** Chooses a credential, or stores another one on the way. */
import { useState } from "react";
import { useCredentials } from "~/api/queries/repositories";
import { Button } from "~/components/Button";
import { SelectField } from "~/components/fields";
import { AddCredential } from "~/features/credential/AddCredential";
import styles from "./Repositories.module.css";

interface Props {
  /** Empty for none. */
  value: string;
  onChange: (name: string) => void;
  hint?: string;
}

export function CredentialChoice({ value, onChange, hint }: Props) {
  const credentials = useCredentials();
  const [isAdding, setAdding] = useState(false);
  const names = (credentials.data ?? []).map((one) => one.name);
  const known = value !== "" && !names.includes(value) ? [...names, value] : names;
  return (
    <>
      <div className={styles.with}>
        <SelectField
          label="Credential"
          value={value}
          options={[{ value: "", label: "None" }, ...known.sort().map((name) => ({ value: name, label: name }))]}
          onChange={onChange}
        />
        <Button icon="plus" onClick={() => setAdding(true)}>
          New credential
        </Button>
      </div>
      {hint && <p className="muted small">{hint}</p>}
      {isAdding && <AddCredential onClose={() => setAdding(false)} onAdded={onChange} />}
    </>
  );
}
