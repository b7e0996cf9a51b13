/** A field of a form with its label, what is said of it, and what is wrong with it. */
import { type ReactNode, useId } from "react";
import type { FindingView } from "~/api/types";
import { Icon } from "~/components/Icon";
import styles from "./Form.module.css";

export interface FieldIds {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

interface Props {
  label: string;
  hint: string | undefined;
  isRequired?: boolean;
  findings: readonly FindingView[];
  /** Beside the label, such as a way to take the field away. */
  action?: ReactNode;
  /** Below the field, such as an offer. */
  after?: ReactNode;
  /** The label is behind the field. */
  isCheck?: boolean;
  children: (ids: FieldIds) => ReactNode;
}

export function FieldFrame({ label, hint, isRequired, findings, action, after, isCheck, children }: Props) {
  const id = useId();
  const describedBy = [hint && `${id}-hint`, findings.length > 0 && `${id}-found`].filter(Boolean).join(" ");
  const isInvalid = findings.some(({ severity }) => severity === "error");
  const field = children({
    id,
    "aria-describedby": describedBy || undefined,
    "aria-invalid": isInvalid || undefined,
  });
  return (
    <div className={styles.field}>
      <div className={styles.label}>
        {isCheck && field}
        <label htmlFor={id}>{label}</label>
        {isRequired && <span className="small muted">required</span>}
        {action}
      </div>
      {!isCheck && field}
      {after}
      {hint && (
        <div id={`${id}-hint`} className={styles.hint}>
          {hint}
        </div>
      )}
      <Findings id={`${id}-found`} findings={findings} />
    </div>
  );
}

/** What is wrong at a place, each in its own line. */
export function Findings({ id, findings }: { id?: string; findings: readonly FindingView[] }) {
  if (findings.length === 0) return null;
  return (
    <ul id={id} className={styles.findings}>
      {findings.map((finding) => (
        <li
          key={`${finding.rule}:${finding.message}`}
          className={finding.severity === "error" ? styles.error : styles.warning}
        >
          <Icon name={finding.severity === "error" ? "error" : "warning"} size={14} />
          <span>
            <span className="visually-hidden">{finding.severity}: </span>
            {finding.message}
          </span>
        </li>
      ))}
    </ul>
  );
}
