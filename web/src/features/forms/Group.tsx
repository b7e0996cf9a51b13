/** A frame around fields that belong together, with what is said of them as a whole. */
import type { ReactNode } from "react";
import { Button } from "~/components/Button";
import type { Step } from "~/lib/yaml/values";
import { pathOf } from "~/lib/yaml/values";
import { useField } from "./context";
import { Findings } from "./FieldFrame";
import styles from "./Form.module.css";
import { hintOf } from "./words";

interface Props {
  steps: readonly Step[];
  label: string;
  isRequired?: boolean | undefined;
  onRemove?: (() => void) | undefined;
  /** Nothing but the fields: the frame around it says what they are. */
  isBare?: boolean;
  children: ReactNode;
}

export function Group({ steps, label, isRequired, onRemove, isBare = false, children }: Props) {
  const { form, schema, place } = useField(steps);
  const findings = <Findings findings={form.findings.get(pathOf(steps)) ?? []} />;
  if (isBare) {
    return (
      <div className={styles.fields}>
        {findings}
        {children}
      </div>
    );
  }
  const hint = place.hint ?? (typeof steps.at(-1) === "number" ? undefined : hintOf(schema, String(steps.at(-1))));
  return (
    <fieldset className={styles.group}>
      <legend>{place.label ?? label}</legend>
      {(isRequired || onRemove || hint) && (
        <div className={styles.head}>
          <span className={styles.hint}>
            {isRequired && <span>Required. </span>}
            {hint}
          </span>
          {onRemove && (
            <Button look="quiet" icon="trash" onClick={onRemove}>
              Remove<span className="visually-hidden"> {place.label ?? label}</span>
            </Button>
          )}
        </div>
      )}
      {findings}
      <div className={styles.fields}>{children}</div>
    </fieldset>
  );
}
