/** What is wrong with the text, one line each; a line leads to its place, and to the other resource where there is one. */
import { ErrorView } from "~/components/ErrorView";
import { Icon } from "~/components/Icon";
import { SeverityBadge } from "~/components/StateBadge";
import { ResourceName } from "~/features/finding/FindingText";
import { NotPossible } from "~/features/finding/NotPossible";
import { ruleTitle } from "~/features/finding/titles";
import styles from "./Checks.module.css";
import type { Checked } from "./check";
import { verdictOf } from "./verdict";

interface Props {
  fabric: string;
  checked: Checked;
  onGoTo: (line: number, column: number) => void;
}

export function Checks({ fabric, checked, onGoTo }: Props) {
  const { findings, answer, isOld, error } = checked;
  if (error !== undefined)
    return <ErrorView error={error}>The text could not be checked; it can still be saved.</ErrorView>;
  const verdict = isOld || !answer ? undefined : verdictOf(answer);
  return (
    <div className={styles.checks}>
      <p role="status" className={`small ${verdict?.isFine ? styles.fine : "soft"}`}>
        {verdict === undefined ? "Checking …" : verdict.isFine ? <Fine text={verdict.text} /> : verdict.text}
      </p>
      <ul>
        {findings.map((finding) => (
          <li key={`${finding.line}:${finding.column}:${finding.rule}:${finding.message}`} className={styles.row}>
            <button
              type="button"
              className={styles.finding}
              title={`${ruleTitle(finding.rule)}, rule ${finding.rule}`}
              onClick={() => onGoTo(finding.line, finding.column)}
            >
              <SeverityBadge severity={finding.severity} />
              <span className="mono">{finding.line > 0 ? `line ${finding.line}` : ""}</span>
              <span>{finding.message}</span>
            </button>
            {finding.other && (
              <span className={`small ${styles.other}`}>
                Open <ResourceName fabric={fabric} name={finding.other} />
              </span>
            )}
          </li>
        ))}
      </ul>
      {answer && <NotPossible many={answer.not_possible ?? 0} reasons={answer.unchecked ?? []} />}
    </div>
  );
}

function Fine({ text }: { text: string }) {
  return (
    <span className="line">
      <Icon name="check" size={14} /> {text}
    </span>
  );
}
