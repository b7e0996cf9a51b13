/**
 * What is wrong with the text, one row each; a row leads to its place, and to the other resource where there is one. Beside a form
 * it names the field, as the form does; beside the text, the line.
 */
import type { AlsoEdited, FindingView } from "~/api/types";
import { AddressLink } from "~/components/AddressLink";
import { ErrorView } from "~/components/ErrorView";
import { Icon } from "~/components/Icon";
import { Marked } from "~/components/Marked";
import { PersonName } from "~/components/PersonName";
import { SeverityBadge } from "~/components/StateBadge";
import { ResourceName } from "~/features/finding/FindingText";
import { NotPossible } from "~/features/finding/NotPossible";
import { ruleTitle } from "~/features/finding/titles";
import { inTyped } from "~/features/finding/words";
import { shownPath } from "~/lib/yaml/shownPath";
import styles from "./Checks.module.css";
import type { Checked } from "./check";
import { verdictOf } from "./verdict";

interface Props {
  fabric: string;
  checked: Checked;
  /** Why it cannot be saved yet. */
  missing?: string | undefined;
  /** What the form calls a field; nothing beside the text. */
  fieldName?: ((field: string) => string) | undefined;
  onGoTo: (line: number, column: number) => void;
}

export function Checks({ fabric, checked, missing, fieldName, onGoTo }: Props) {
  const { answer, isOld, error } = checked;
  const findings = fieldName && answer ? answer.findings.map((one) => inForm(one, fieldName)) : checked.findings;
  if (error !== undefined)
    return <ErrorView error={error}>The text could not be checked; it can still be saved.</ErrorView>;
  const verdict = isOld || !answer ? undefined : verdictOf(answer, missing);
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
              <SeverityBadge severity={finding.severity} isInButton />
              {!fieldName && finding.line > 0 && <span className="mono">line {finding.line}</span>}
              <span>
                <Marked text={finding.message} />
              </span>
            </button>
            {finding.other && (
              <span className={`small ${styles.other}`}>
                Open <ResourceName fabric={fabric} name={finding.other} />
              </span>
            )}
          </li>
        ))}
      </ul>
      {answer?.also && answer.also.length > 0 && <Also also={answer.also} fieldName={fieldName ?? shownPath} />}
      {answer && <NotPossible fabric={fabric} many={answer.not_possible ?? 0} reasons={answer.unchecked ?? []} />}
    </div>
  );
}

/** A finding with its field as the form calls it. */
function inForm(finding: FindingView, fieldName: (field: string) => string): FindingView {
  const { field, message } = finding;
  return field ? { ...finding, message: `${fieldName(field)} ${message}` } : inTyped(finding);
}

/** Fields that drafts of other open changes change too: the one that is published second will conflict. */
function Also({ also, fieldName }: { also: readonly AlsoEdited[]; fieldName: (field: string) => string }) {
  return (
    <ul aria-label="Edited elsewhere too">
      {also.map((one) => (
        <li key={`${one.change_id}:${one.resource}:${one.path}`} className="small">
          {one.path === "" ? one.resource : <code>{fieldName(one.path)}</code>} is edited by{" "}
          <PersonName person={one.author} /> in{" "}
          <AddressLink href={`/changes/${one.change_id}`}>{one.change}</AddressLink> too.
        </li>
      ))}
    </ul>
  );
}

function Fine({ text }: { text: string }) {
  return (
    <span className="line">
      <Icon name="check" size={14} /> {text}
    </span>
  );
}
