/** Where certificates are pasted or read from a file. */
import { FileChoice } from "~/components/FileChoice";
import { TextArea } from "~/components/fields";
import { pemProblem, sizeProblem } from "./file";
import styles from "./Transport.module.css";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint: string;
  error?: string | undefined;
}

export function PemField({ label, value, onChange, hint, error }: Props) {
  return (
    <div className={styles.pem}>
      <TextArea
        label={label}
        isMono
        rows={4}
        spellCheck={false}
        autoComplete="off"
        placeholder="-----BEGIN CERTIFICATE-----"
        hint={hint}
        error={error}
        value={value}
        onChange={onChange}
      />
      <FileChoice label={label} onText={onChange} sizeProblem={sizeProblem} textProblem={pemProblem} />
    </div>
  );
}
