/** What was checked of a change, what it found, and what could not be checked. */
import { useMay } from "~/api/queries/me";
import type { ChangeView, DiffView, FindingView, Reason } from "~/api/types";
import { AddressLink } from "~/components/AddressLink";
import { Icon } from "~/components/Icon";
import { Marked } from "~/components/Marked";
import { SeverityBadge } from "~/components/StateBadge";
import { conflictsOf } from "~/features/change/outlook";
import { problemsOf } from "~/features/change/problems";
import { largeDeletion, obstacle, wordsOf } from "~/features/change/reason";
import { missingApproval, passedAll } from "~/features/change/standing";
import { checkedWords } from "~/features/finding/evidence";
import { FindingText } from "~/features/finding/FindingText";
import { NotPossible } from "~/features/finding/NotPossible";
import { ruleTitle } from "~/features/finding/titles";
import { placeWords } from "~/features/finding/words";
import { capital, count, sentence } from "~/lib/words";
import styles from "./Checks.module.css";
import { fixHref } from "./fixHref";

/** Where they are on the page. */
export const CHECKS = "checks";

export function Checks({ change, diff }: { change: ChangeView; diff: DiffView | undefined }) {
  if (!diff) return null;
  const problems = problemsOf(diff);
  const warnings = diff.warnings ?? [];
  const conflicts = conflictsOf(diff);
  const deletion = largeDeletion(change, diff);
  const held = obstacle(diff);
  const unapproved = missingApproval(change, diff);
  const isBlocked = problems.length > 0 || deletion !== undefined || held !== undefined || unapproved !== undefined;
  return (
    <section id={CHECKS} tabIndex={-1} aria-label="Checks" className={styles.checks}>
      <h2>Checks</h2>
      {isBlocked ? (
        <p className="soft">{capital(checkedWords([...problems, ...warnings], diff))}.</p>
      ) : conflicts > 0 ? (
        <p className="soft">{count(conflicts, "conflict")} to decide first.</p>
      ) : (
        <Passed change={change} diff={diff} />
      )}
      <ul>
        {deletion && (
          <li className={styles.problem}>
            <SeverityBadge severity="warning" /> {wordsOf(deletion).what}; publishing asks for a confirmation.
          </li>
        )}
        {unapproved && <Held reason={unapproved} severity="warning" />}
        {held && <Held reason={held} severity="error" />}
        {[...problems, ...warnings].map((finding) => (
          <Problem
            key={`${finding.path}:${finding.line}:${finding.rule}:${finding.resource}:${finding.message}`}
            problem={finding}
            change={change}
          />
        ))}
      </ul>
      <NotPossible fabric={change.fabric} many={diff.not_possible ?? 0} reasons={diff.unchecked ?? []} />
    </section>
  );
}

function Passed({ change, diff }: { change: ChangeView; diff: DiffView }) {
  const { text, isProven } = passedAll(change, diff);
  if (!isProven) return <p className="soft">{text}</p>;
  return (
    <p className={styles.proven}>
      <Icon name="check" size={14} />
      <span>{text}</span>
    </p>
  );
}

function Held({ reason, severity }: { reason: Reason; severity: FindingView["severity"] }) {
  const { what, todo } = wordsOf(reason);
  return (
    <li className={styles.problem}>
      <SeverityBadge severity={severity} /> <Marked text={sentence(what)} />
      {todo && <div className="small soft">{todo}</div>}
    </li>
  );
}

function Problem({ problem, change }: { problem: FindingView; change: ChangeView }) {
  const place = placeWords(problem.path, problem.line);
  const href = fixHref(change, problem);
  const mayEdit = useMay("edit", change.fabric);
  return (
    <li className={styles.problem}>
      <SeverityBadge severity={problem.severity} /> <FindingText finding={problem} fabric={change.fabric} />
      {href && mayEdit && (
        <div className="small">
          <AddressLink href={href}>Fix it in the form</AddressLink>
        </div>
      )}
      {place && <div className="mono small muted">{place}</div>}
      <div className="small muted" title={problem.rule}>
        {ruleTitle(problem.rule)}
      </div>
    </li>
  );
}
