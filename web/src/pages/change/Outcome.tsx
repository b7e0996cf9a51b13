/** What became of publishing, and what a person has to do about it. */

import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useFabric } from "~/api/queries/fabrics";
import type { ChangeView, Reason } from "~/api/types";
import { resourceHref } from "~/app/navigation";
import { ButtonLink } from "~/components/Button";
import { CopyButton } from "~/components/CopyButton";
import { ErrorView } from "~/components/ErrorView";
import { Marked } from "~/components/Marked";
import { Notice } from "~/components/Notice";
import { Time } from "~/components/Time";
import { ReasonDetails } from "~/features/change/ReasonDetails";
import { toneOf, wordsOf } from "~/features/change/reason";
import { whyNotApprove } from "~/features/change/standing";
import { isUnderWay } from "~/features/change/states";
import { CommitName } from "~/features/commit/CommitName";
import { waitsForWords } from "~/features/drift/whoApplies";
import { FindingText } from "~/features/finding/FindingText";
import type { Who } from "~/features/permissions/whyNot";
import { count, sentence } from "~/lib/words";
import { attemptWords } from "./attempts";
import styles from "./Outcome.module.css";
import { RunSteps } from "./RunSteps";
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
  const reason = change.reason ?? undefined;
  const why = reason && <ReasonDetails reason={reason} fabric={change.fabric} isHere />;
  const onwards = reason && <Onwards change={change} reason={reason} />;
  switch (state) {
    case "published":
      return <Published change={change} report={report} />;
    case "queued":
    case "publishing":
      return <Notice tone="news" title="It is being published." />;
    case "conflicted":
      return (
        <Notice
          tone="conflict"
          title={`${count(change.conflicts, "conflict")} to decide.`}
          action={<Decide change={change} />}
        >
          {reason?.kind === "conflicts" ? <ReasonDetails reason={reason} isTitled isHere /> : why}
        </Notice>
      );
    case "awaiting approval":
      return (
        <Notice
          tone="draft"
          title={reason?.kind === "needs-approval" ? sentence(wordsOf(reason).what) : "Another person must approve it."}
        >
          <p>
            {whyNotApprove(change, who) === undefined
              ? "You may: review the diff, then approve at the side. It is published at once."
              : "It is published as soon as they do. An edit in between asks for a new approval."}
          </p>
        </Notice>
      );
    case "invalid":
      return (
        <Notice tone="conflict" title="It breaks rules, so nothing was pushed.">
          {why ?? <p>Fix what the checks name, then publish again.</p>}
        </Notice>
      );
    case "waiting":
      return (
        <Notice tone={reason ? toneOf(reason) : "drift"} title="It was not published." action={onwards}>
          {why}
        </Notice>
      );
    case "partly published":
    case "rewritten upstream":
    case "proposed":
      return (
        <Notice tone="drift" title={sentence(state)} action={onwards}>
          {why}
        </Notice>
      );
    case "open":
      return reason ? (
        <Notice tone="aside" title={<Marked text={sentence(wordsOf(reason).what)} />} action={onwards}>
          <ReasonDetails reason={reason} fabric={change.fabric} isTitled isHere />
        </Notice>
      ) : null;
    default:
      return null;
  }
}

function Decide({ change }: { change: ChangeView }) {
  return (
    <ButtonLink to="/conflicts" search={{ fabric: change.fabric, change: change.change }}>
      Decide conflicts
    </ButtonLink>
  );
}

/** The link to where something can be done about a reason, if that is another page. */
function Onwards({ change, reason }: { change: ChangeView; reason: Reason }) {
  const { place, resource } = wordsOf(reason);
  const repository = useFabric(change.fabric).data?.repository;
  switch (place) {
    case "conflicts":
      return <Decide change={change} />;
    case "repository":
      return (
        <ButtonLink to="/repositories" search={repository === undefined ? {} : { q: repository }}>
          Open repository
        </ButtonLink>
      );
    case "resource":
      return resource && <ButtonLink to={resourceHref(change.fabric, resource)}>Open resource</ButtonLink>;
    case undefined:
      return null;
  }
}

function Published({ change, report: last }: { change: ChangeView; report: Publishing["report"] }) {
  // the last press may have asked for an approval only
  const report = last?.state === "published" ? last : undefined;
  if (!change.commit) {
    return (
      <Notice tone="sync" title="There was nothing to push.">
        <p>Git already contained all of it.</p>
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
            Published as <CommitName commit={change.commit} fabric={change.fabric} />
            <CopyButton text={change.commit} label="Copy the commit" />
          </span>
        }
      >
        <p>{report ? attemptWords(report.attempts) : <Time at={change.published_at ?? change.updated_at} />}</p>
        {change.in_cluster && (
          <p className="soft">
            In the cluster: {change.in_cluster.sentence}.
            {change.in_cluster.switches && <> On the switches: {change.in_cluster.switches}.</>}
            <Waits change={change} />
          </p>
        )}
      </Notice>
      {warnings.length > 0 && (
        <Notice tone="drift" title={`${count(warnings.length, "warning")}.`}>
          <ul>
            {warnings.map((warning) => (
              <li key={`${warning.path}:${warning.line}:${warning.message}`}>
                <FindingText finding={warning} fabric={change.fabric} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}

/** Who brings it there, where the cluster does not have all of it yet. */
function Waits({ change }: { change: ChangeView }) {
  const apply = useFabric(change.fabric).data?.cluster?.apply;
  const there = change.in_cluster;
  if (!apply || !there || there.level === there.all) return null;
  return (
    <>
      {" "}
      {waitsForWords(apply)}{" "}
      <Link to="/fabrics/$fabric" params={{ fabric: change.fabric }} search={{ tab: "drift" }}>
        Show what waits
      </Link>
    </>
  );
}
