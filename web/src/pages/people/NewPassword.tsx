/** A password that an administrator gives somebody: typed, or made here and told once. */
import { useState } from "react";
import { Button } from "~/components/Button";
import { CopyButton } from "~/components/CopyButton";
import { TextField } from "~/components/fields";
import { SHORTEST_PASSWORD } from "~/features/account/account";
import { makePassword } from "./makePassword";
import styles from "./People.module.css";

interface Props {
  label: string;
  value: string;
  onChange: (password: string) => void;
  error?: string | undefined;
}

export function NewPassword({ label, value, onChange, error }: Props) {
  const [made, setMade] = useState<string>();
  const make = () => {
    const password = makePassword();
    setMade(password);
    onChange(password);
  };
  return (
    <div className={styles.form}>
      <TextField
        label={label}
        type="password"
        autoComplete="new-password"
        hint={`At least ${SHORTEST_PASSWORD} characters. They can change it under Settings.`}
        error={error}
        value={value}
        onChange={(typed) => {
          setMade(undefined);
          onChange(typed);
        }}
      />
      <div className={styles.made}>
        <Button look="quiet" icon="sync" onClick={make}>
          Generate password
        </Button>
        {made !== undefined && made === value && (
          <>
            <code>{made}</code>
            <CopyButton text={made} label="Copy the password" />
            <span className="muted small">Hand it over now: it is not shown again.</span>
          </>
        )}
      </div>
    </div>
  );
}
