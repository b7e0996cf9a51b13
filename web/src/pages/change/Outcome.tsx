/** What became of publishing, and what a person has to do about it. */

import type { ReactNode } from "react";
import type { ChangeView } from "~/api/types";
import { ButtonLink } from "~/components/Button";
import { CopyButton } from "~/components/CopyButton";
import { ErrorView } from "~/components/ErrorView";
import { Notice } from "~/components/Notice";
import { Time } from "~/components/Time";
import { reasonWords } from "~/features/change/reason";
import { isEditable, isUnderWay } from "~/features/change/states";
import type { Who } from "~/features/permissions/whyNot";
import { duration } from "~/lib/time";
import { count, sentence, shortCommit } from "~/lib/words";
import styles from "./Outcome.module.css";
import { RunSteps } from "./RunSteps";
import { whyNotApprove } from "./standing";
import type { Publishing } from "./usePublishing";

interface Props {
  change: ChangeView;
  publishing: Publishing;
  who: Who;
}

export function Outcome({ change, publishing, who }: Props) {
  const { error, report } = publishing;
  const run = change.run ?? report?.run ?? undefined;
  const notice = noticeOf(change, publishing, who);
  const hasRun =
    run !== undefined && (isUnderWay(change.state) || change.state === "published" || report !== undefined);
  if (!notice && !error && !hasRun) return null;
  return (
    <div className={`stack ${styles.outcome}`}>
      {error !== undefined && <ErrorView error={error} />}
      {notice}
      {hasRun && <RunSteps run={run} isOpenFirst={report !== undefined || isUnderWay(change.state)} />}
    </div>
  );
}

function noticeOf(change: ChangeView, { report }: Publishing, who: Who): ReactNode {
  const { state } = change;
  const reason = reasonWords(change.reason);
  const why = reason && <p>{sentence(reason)}</p>;
  switch (state) {
    case "published":
      return <Published change={change} report={report} />;
    case "queued":
    case "publishing":
      return <Notice tone="news" title="On its way to Git." />;
    case "conflicted":
      return (
        <Notice
          tone="conflict"
          title={`${count(change.conflicts, "conflict")} to decide.`}
          action={
            <ButtonLink to="/conflicts" search={{ fabric: change.fabric, change: change.change }}>
              Decide
            </ButtonLink>
          }
        >
          {why || (
            <p>Git and this change edited the same fields. Nothing was pushed; once they are decided, publish again.</p>
          )}
        </Notice>
      );
    case "awaiting approval":
      return (
        <Notice tone="draft" title="Another person must approve it.">
          <p>
            {whyNotApprove(change, who) === undefined
              ? "You may: look at the diff, then approve at the side. It is published at once."
              : "It is published as soon as they do. An edit in between asks for a new approval."}
          </p>
        </Notice>
      );
    case "invalid":
      return (
        <Notice tone="conflict" title="It breaks rules, so nothing was pushed.">
          {why}
          <p>Mend what the checks name, then publish again.</p>
        </Notice>
      );
    case "waiting":
      return (
        <Notice tone="drift" title="It was not published yet.">
          {why}
        </Notice>
      );
    case "partly published":
    case "rewritten upstream":
    case "proposed":
      return (
        <Notice tone="drift" title={sentence(state)}>
          {why}
        </Notice>
      );
    case "open":
      if (change.conflicts > 0 && isEditable(state)) {
        return (
          <Notice
            tone="conflict"
            title={`${count(change.conflicts, "conflict")} with Git to decide.`}
            action={
              <ButtonLink to="/conflicts" search={{ fabric: change.fabric, change: change.change }}>
                Decide
              </ButtonLink>
            }
          />
        );
      }
      return why ? <Notice tone="aside" title={sentence(reason ?? "")} /> : null;
    default:
      return null;
  }
}

function Published({ change, report: last }: { change: ChangeView; report: Publishing["report"] }) {
  // the last press may have asked for an approval only
  const report = last?.state === "published" ? last : undefined;
  if (!change.commit) {
    return (
      <Notice tone="sync" title="There was nothing to push.">
        <p>Git had all of it already.</p>
      </Notice>
    );
  }
  const warnings = report?.warnings ?? [];
  return (
    <>
      <Notice
        tone="sync"
        title={
          <span className="line">
            Published as{" "}
            <span className="mono" title={change.commit}>
              {shortCommit(change.commit)}
            </span>
            <CopyButton text={change.commit} label="Copy the commit" />
          </span>
        }
      >
        <p>
          {report ? (
            `In ${duration(report.duration_ms)}, ${count(report.attempts, "attempt")}.`
          ) : (
            <Time at={change.published_at ?? change.updated_at} />
          )}
        </p>
      </Notice>
      {warnings.length > 0 && (
        <Notice tone="drift" title={`${count(warnings.length, "warning")}.`}>
          <ul>
            {warnings.map((warning) => (
              <li key={`${warning.path}:${warning.line}:${warning.message}`}>{warning.message}</li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
