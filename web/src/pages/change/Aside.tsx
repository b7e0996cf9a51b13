/** Beside the diff: who wrote it, the commit's message, what the checks say, who approved it. */

import { Link } from "@tanstack/react-router";
import type { ChangeView, DiffView, FindingView, Reason } from "~/api/types";
import { TextArea } from "~/components/fields";
import { PersonName } from "~/components/PersonName";
import { SeverityBadge } from "~/components/StateBadge";
import { Time } from "~/components/Time";
import { largeDeletion, obstacle, wordsOf } from "~/features/change/reason";
import { isEditable } from "~/features/change/states";
import { findingWords, placeWords } from "~/features/finding/words";
import { type Who, whyNot } from "~/features/permissions/whyNot";
import { count, sentence } from "~/lib/words";
import { Approvals } from "./Approvals";
import styles from "./Aside.module.css";
import { missingApproval, passedAll, problemsOf } from "./standing";
import type { Publishing } from "./usePublishing";

interface Props {
  change: ChangeView;
  diff: DiffView | undefined;
  publishing: Publishing;
  who: Who;
}

export function Aside({ change, diff, publishing, who }: Props) {
  const isOpen = isEditable(change.state);
  const authors = change.authors?.length ? change.authors : [change.author];
  return (
    <div className={styles.aside}>
      <section aria-label="About the change">
        <dl className={styles.facts}>
          <dt>Fabric</dt>
          <dd>
            <Link to="/fabrics/$fabric" params={{ fabric: change.fabric }}>
              {change.fabric}
            </Link>
          </dd>
          <dt>{authors.length === 1 ? "Author" : "Authors"}</dt>
          <dd>
            {authors.map((author, at) => (
              <span key={author.email}>
                {at > 0 && ", "}
                <PersonName person={author} />
              </span>
            ))}
          </dd>
          <dt>Opened</dt>
          <dd>
            <Time at={change.created_at} />
          </dd>
          <dt>Last edit</dt>
          <dd>
            <Time at={change.updated_at} />
          </dd>
        </dl>
      </section>
      {isOpen && <Checks change={change} diff={diff} />}
      {(change.four_eyes || (change.approvals?.length ?? 0) > 0) && (
        <Approvals change={change} who={who} head={diff?.head ?? undefined} />
      )}
      {isOpen && whyNot(who, "publish", change.fabric) === undefined ? (
        <TextArea
          label="Commit message"
          hint={`Its first line is the subject. Without one: ${change.change}.`}
          rows={3}
          value={publishing.message}
          onChange={publishing.setMessage}
        />
      ) : (
        change.message && (
          <section aria-label="Commit message">
            <h2>Commit message</h2>
            <p className={styles.message}>{change.message}</p>
          </section>
        )
      )}
    </div>
  );
}

function Checks({ change, diff }: { change: ChangeView; diff: DiffView | undefined }) {
  if (!diff) return null;
  const problems = problemsOf(diff);
  const deletion = largeDeletion(change, diff);
  const held = obstacle(diff);
  const unapproved = missingApproval(change, diff);
  return (
    <section aria-label="Checks">
      <h2>Checks</h2>
      {problems.length === 0 && !deletion && !held && !unapproved && (
        <p className="soft">
          {diff.conflicts.length > 0
            ? `${count(diff.conflicts.length, "conflict")} to decide first.`
            : passedAll(change)}
        </p>
      )}
      <ul>
        {deletion && (
          <li className={styles.problem}>
            <SeverityBadge severity="warning" /> {wordsOf(deletion).what}; publishing asks for a confirmation.
          </li>
        )}
        {unapproved && <Held reason={unapproved} severity="warning" />}
        {held && <Held reason={held} severity="error" />}
        {problems.map((problem) => (
          <Problem key={`${problem.path}:${problem.line}:${problem.rule}:${problem.message}`} problem={problem} />
        ))}
      </ul>
    </section>
  );
}

function Held({ reason, severity }: { reason: Reason; severity: FindingView["severity"] }) {
  const { what, todo } = wordsOf(reason);
  return (
    <li className={styles.problem}>
      <SeverityBadge severity={severity} /> {sentence(what)}
      {todo && <div className="small soft">{todo}</div>}
    </li>
  );
}

function Problem({ problem }: { problem: FindingView }) {
  const place = placeWords(problem.path, problem.line);
  return (
    <li className={styles.problem}>
      <SeverityBadge severity={problem.severity} /> {findingWords(problem)}
      {place && <div className="mono small muted">{place}</div>}
      <div className="small muted">rule {problem.rule}</div>
    </li>
  );
}
