/** One run: what it did, in a sentence, in steps with their times, and what came of it. */
import { Link, useParams } from "@tanstack/react-router";
import { useNewestChanges } from "~/api/queries/changes";
import { useRun } from "~/api/queries/runs";
import type { ChangeView, RunView } from "~/api/types";
import { ButtonLink } from "~/components/Button";
import { CopyButton } from "~/components/CopyButton";
import { Loaded } from "~/components/Loaded";
import { Marked } from "~/components/Marked";
import { Notice } from "~/components/Notice";
import { NotThere } from "~/components/NotThere";
import { PageHeader } from "~/components/PageHeader";
import { StateBadge, StateText } from "~/components/StateBadge";
import { Time } from "~/components/Time";
import { ReasonDetails } from "~/features/change/ReasonDetails";
import { wordsOf } from "~/features/change/reason";
import { CommitName } from "~/features/commit/CommitName";
import { useWho } from "~/features/permissions/whyNot";
import { RevertChange } from "~/features/revert/RevertChange";
import { RunMark } from "~/features/run/RunMark";
import { RunSentence } from "~/features/run/RunSentence";
import { revertible } from "~/features/run/revertible";
import { Steps } from "~/features/run/Steps";
import { fabricsOf } from "~/features/run/sentence";
import { type RunSummary, summaryOf } from "~/features/run/summary";
import { duration } from "~/lib/time";
import { count, number, sentence } from "~/lib/words";
import styles from "./RunPage.module.css";

export function RunPage() {
  const { run } = useParams({ from: "/frame/runs/$run" });
  const changes = useNewestChanges();
  const id = /^\d{1,15}$/.test(run) ? Number(run) : undefined;
  const query = useRun(id ?? 0, id !== undefined);
  if (id === undefined) return <NoRun run={run} />;
  return (
    <Loaded query={query} missing={<NoRun run={run} />}>
      {(found) => <Found run={found} changes={changes.data ?? []} />}
    </Loaded>
  );
}

function NoRun({ run }: { run: string }) {
  return (
    <NotThere
      title={`Run ${run} does not exist`}
      ways={
        <ButtonLink to="/activity" look="primary">
          Show activity
        </ButtonLink>
      }
    >
      Old runs are forgotten after a time, or it was of a fabric in which you have no role.
    </NotThere>
  );
}

function Found({ run, changes }: { run: RunView; changes: readonly ChangeView[] }) {
  const summary = summaryOf(run, changes);
  const who = useWho();
  return (
    <>
      <PageHeader
        title={`Run ${run.id}`}
        help="publishing"
        lamps={<RunMark run={run} />}
        sentence={
          <>
            <RunSentence run={run} changes={changes} />.
          </>
        }
      />
      <div className={styles.page}>
        {run.state === "failed" && run.reason && (
          <Notice tone="conflict" title={<Marked text={sentence(wordsOf(run.reason).what)} />}>
            <ReasonDetails reason={run.reason} isTitled />
          </Notice>
        )}
        <Facts run={run} summary={summary} />
        <section className="stack" aria-labelledby="steps">
          <h2 id="steps">Steps</h2>
          <Steps run={run} />
        </section>
        <ChangesOf summary={summary} revertible={revertible(run, changes, who)} />
        <News summary={summary} />
        <Actions summary={summary} />
      </div>
    </>
  );
}

function Facts({ run, summary }: { run: RunView; summary: RunSummary }) {
  const took = run.ended_at ? run.ended_at - run.started_at : undefined;
  const fabrics = fabricsOf(run);
  return (
    <dl className={`panel ${styles.facts}`}>
      <dt>State</dt>
      <dd>
        <StateBadge of="RunOutcome" state={run.outcome} />
        {run.outcome === "under way" && (
          <>
            {" "}
            <StateText of="RunState" state={run.state} />
          </>
        )}
      </dd>
      <dt>Started</dt>
      <dd>
        <Time at={run.started_at} />
      </dd>
      <dt>Duration</dt>
      <dd>{took === undefined ? "not ended yet" : took === 0 ? "less than 1 ms" : duration(took)}</dd>
      {summary.attempts !== undefined && (
        <>
          <dt>Attempts</dt>
          <dd>{summary.attempts}</dd>
        </>
      )}
      {fabrics.length > 0 && (
        <>
          <dt>{fabrics.length === 1 ? "Fabric" : "Fabrics"}</dt>
          <dd>
            {fabrics.map((fabric, at) => (
              <span key={fabric}>
                {at > 0 && ", "}
                <Link to="/fabrics/$fabric" params={{ fabric }}>
                  {fabric}
                </Link>
              </span>
            ))}
          </dd>
        </>
      )}
      {summary.commit && (
        <>
          <dt>Commit</dt>
          <dd className={styles.commit}>
            <CommitName commit={summary.commit} fabric={fabrics[0]} />
            <CopyButton text={summary.commit} label="Copy the commit" />
          </dd>
        </>
      )}
    </dl>
  );
}

interface ChangesProps {
  summary: RunSummary;
  revertible: readonly ChangeView[];
}

function ChangesOf({ summary: { published }, revertible }: ChangesProps) {
  if (published.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="changes">
      <h2 id="changes">Changes</h2>
      <ul className={`panel ${styles.list}`}>
        {published.map(({ change, id, by, resources }) => (
          <li key={id ?? change}>
            <Link to="/changes/$change" params={{ change: id ?? change }}>
              {change}
            </Link>{" "}
            <span className="soft">
              published{by && ` by ${by}`}
              {resources !== undefined && `, ${count(resources, "resource")}`}
            </span>{" "}
            {revertible
              .filter((one) => one.id === id)
              .map((one) => (
                <RevertChange key={one.id} change={one} isOneOfMany />
              ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

function News({ summary }: { summary: RunSummary }) {
  if (summary.news.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="news">
      <h2 id="news">Resources</h2>
      <ul className={`panel ${styles.list}`}>
        {summary.news.map(({ fabric, counts, alerts }) => (
          <li key={fabric}>
            <Link to="/fabrics/$fabric" params={{ fabric }}>
              {fabric}
            </Link>{" "}
            <span className="soft">
              {counts.length === 0
                ? "nothing changed"
                : counts.map(([word, many]) => `${number(many)} ${word}`).join(", ")}
            </span>
            {alerts.map((alert) => (
              <Notice key={alert} tone="drift" title={<Marked text={alert} />} />
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Actions({ summary: { actions } }: { summary: RunSummary }) {
  if (actions.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="actions">
      <h2 id="actions">Actions</h2>
      <ul className={`panel ${styles.list}`}>
        {actions.map((action) => (
          <li key={action}>
            <Marked text={action} />
          </li>
        ))}
      </ul>
    </section>
  );
}
