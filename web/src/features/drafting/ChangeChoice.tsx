/** Where edits go: an open change of the fabric, or a new one. */
import { SelectField, TextField } from "~/components/fields";
import styles from "./ChangeChoice.module.css";
import type { TargetChoice } from "./target";

/** Names of changes are one line, so these are none. */
const NEW = "\n";

interface Props {
  choice: TargetChoice;
  label?: string;
  /** Why nothing can be saved is shown once it was tried. */
  isTried?: boolean;
}

export function ChangeChoice({ choice, label = "Edits go into", isTried }: Props) {
  const { target, choose, open, publish, problem } = choice;
  const options = [
    ...(publish === "automatic" ? [{ value: "", label: "my current edits" }] : []),
    ...open.map(({ change }) => ({ value: change, label: change })),
    { value: NEW, label: "a new change …" },
  ];
  const error = isTried ? problem : undefined;
  return (
    <div className={styles.choice}>
      {(open.length > 0 || publish === "automatic") && (
        <SelectField
          label={label}
          value={target.isNew ? NEW : target.name}
          options={options}
          onChange={(value) => choose(value === NEW ? { name: "", isNew: true } : { name: value, isNew: false })}
        />
      )}
      {target.isNew && (
        <TextField
          label={open.length > 0 || publish === "automatic" ? "Name of the new change" : "Name of a new change"}
          placeholder="such as bigger-pool"
          value={target.name}
          error={error}
          maxLength={200}
          onChange={(name) => choose({ name, isNew: true })}
        />
      )}
    </div>
  );
}
