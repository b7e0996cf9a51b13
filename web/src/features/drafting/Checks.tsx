/** What is wrong with the text, one line each; a line leads to its place. */
import { ErrorView } from "~/components/ErrorView";
import { Icon } from "~/components/Icon";
import { SeverityBadge } from "~/components/StateBadge";
import { count } from "~/lib/words";
import styles from "./Checks.module.css";
import type { Checked } from "./check";

interface Props {
  checked: Checked;
  onGoTo: (line: number, column: number) => void;
}

export function Checks({ checked, onGoTo }: Props) {
  const { findings, isOld, error } = checked;
  if (error !== undefined)
    return <ErrorView error={error}>The text could not be checked; it can still be saved.</ErrorView>;
  return (
    <div className={styles.checks}>
      <p role="status" className={`small ${findings.length === 0 && !isOld ? styles.fine : "soft"}`}>
        {isOld ? "Checking …" : findings.length === 0 ? <Fine /> : `${count(findings.length, "finding")}:`}
      </p>
      <ul>
        {findings.map((finding) => (
          <li key={`${finding.line}:${finding.column}:${finding.rule}:${finding.message}`}>
            <button type="button" className={styles.finding} onClick={() => onGoTo(finding.line, finding.column)}>
              <SeverityBadge severity={finding.severity} />
              <span className="mono">{finding.line > 0 ? `line ${finding.line}` : ""}</span>
              <span>{finding.message}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Fine() {
  return (
    <span className="line">
      <Icon name="check" size={14} /> It matches its schema.
    </span>
  );
}
