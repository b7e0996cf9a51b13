/** After the last decision: what to do next. */
import { useEffect, useRef } from "react";
import { useChange } from "~/api/queries/changes";
import type { ConflictSet, ConflictView } from "~/api/types";
import { ButtonLink } from "~/components/Button";
import { Notice } from "~/components/Notice";
import { isFinished } from "~/features/change/states";
import { partiesOf, titleOf } from "~/features/conflict/set";
import { FROM_THE_CLUSTER } from "~/features/conflict/withCluster";
import { count } from "~/lib/words";

interface Props {
  set: ConflictSet;
  /** Whoever decided the last one just now goes on from here. */
  isFocused?: boolean;
}

export function AllDecided({ set, isFocused = false }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const isFree = document.activeElement === null || document.activeElement === document.body;
    if (isFocused && isFree) frame.current?.querySelector("a")?.focus();
  }, [isFocused]);
  return (
    <div ref={frame}>
      <WayOn set={set} />
    </div>
  );
}

function WayOn({ set: { conflict, others: left, next } }: Pick<Props, "set">) {
  const others = left ?? 0;
  const isOfGit = partiesOf(conflict) === "cluster";
  if (partiesOf(conflict) === "draft" && conflict.change && others === 0) return <ToPublish change={conflict.change} />;
  return (
    <Notice
      tone="sync"
      title={`Nothing is left to decide in ${titleOf(conflict)}.`}
      action={next || isOfGit ? <Onwards of={conflict} next={next} isOfGit={isOfGit} /> : undefined}
    >
      <p>{what(conflict, others)}</p>
    </Notice>
  );
}

interface OnwardsProps {
  of: ConflictView;
  next: ConflictSet["next"];
  /** It was between Git and the cluster: what Git takes is in a change. */
  isOfGit: boolean;
}

function Onwards({ of, next, isOfGit }: OnwardsProps) {
  return (
    <div className="line">
      {next && (
        <ButtonLink look="primary" to="/conflicts/$conflict" params={{ conflict: String(next.id) }}>
          Next: {titleOf(next)}
        </ButtonLink>
      )}
      {isOfGit && (
        <ButtonLink look={next ? "plain" : "primary"} to="/changes" search={{ fabric: of.fabric }}>
          Show changes
        </ButtonLink>
      )}
    </div>
  );
}

function what(asked: ConflictView, more: number): string {
  if (more > 0)
    return `${count(more, "more resource")} of change ${asked.change} ${more === 1 ? "has" : "have"} conflicts.`;
  if (partiesOf(asked) === "cluster")
    return `Where Git takes something, a draft in the change “${FROM_THE_CLUSTER}”, or in the one that was named, has it: publish that change. Where Git's value holds, the cluster has yet to follow.`;
  if (partiesOf(asked) === "raw") return "The next sync of the fabric applies the decision.";
  return "Each resource is in one document again.";
}

function ToPublish({ change }: { change: string }) {
  const { data } = useChange(change);
  const isEmpty = data?.drafts.length === 0;
  const isDone = isEmpty || (data !== undefined && isFinished(data.state));
  return (
    <Notice
      tone="sync"
      title={
        data
          ? `Every conflict of ${change} is decided; it ${isEmpty && !isFinished(data.state) ? "has no drafts left" : `is ${data.state}`}.`
          : `Every conflict of ${change} is decided.`
      }
      action={
        <ButtonLink look="primary" to="/changes/$change" params={{ change }}>
          {isDone ? "Open change" : "Review diff and publish"}
        </ButtonLink>
      }
    >
      {!isDone && <p>Deciding pushes nothing: the change is published as a whole.</p>}
    </Notice>
  );
}
