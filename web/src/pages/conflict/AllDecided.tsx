/** After the last decision: what to do next. */
import { useEffect, useRef } from "react";
import { useChange } from "~/api/queries/changes";
import { useMe } from "~/api/queries/me";
import { useResource } from "~/api/queries/resources";
import type { ConflictSet, ConflictView } from "~/api/types";
import { ButtonLink } from "~/components/Button";
import { Notice } from "~/components/Notice";
import { reviewLabel } from "~/features/change/review";
import { isFinished } from "~/features/change/states";
import { partiesOf, titleOf } from "~/features/conflict/set";
import { count } from "~/lib/words";
import { changeOfDecision, outcomeWords, takesFromCluster } from "./afterCluster";

interface Props {
  set: ConflictSet;
  /** The change in which Git takes what was decided just now between it and the cluster. */
  into?: string | undefined;
  /** Whoever decided the last one just now goes on from here. */
  isFocused?: boolean;
}

export function AllDecided({ set, into, isFocused = false }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const isFree = document.activeElement === null || document.activeElement === document.body;
    if (isFocused && isFree) frame.current?.querySelector("a")?.focus();
  }, [isFocused]);
  return (
    <div ref={frame}>
      <WayOn set={set} into={into} />
    </div>
  );
}

function WayOn({ set, into }: Pick<Props, "set" | "into">) {
  const { conflict, others: left, next } = set;
  const others = left ?? 0;
  if (partiesOf(conflict) === "cluster") return <WithCluster set={set} into={into} />;
  if (partiesOf(conflict) === "draft" && conflict.change && others === 0) return <ToPublish change={conflict.change} />;
  return (
    <Notice
      tone="sync"
      title={`Nothing is left to decide in ${titleOf(conflict)}.`}
      action={next ? <ToNext next={next} look="primary" /> : undefined}
    >
      <p>{what(conflict, others)}</p>
    </Notice>
  );
}

function ToNext({ next, look }: { next: ConflictView; look: "primary" | "plain" }) {
  return (
    <ButtonLink look={look} to="/conflicts/$conflict" params={{ conflict: String(next.id) }}>
      Next: {titleOf(next)}
    </ButtonLink>
  );
}

/** Between Git and the cluster: on to the change in which Git takes something, to the next conflict, or to what the cluster has yet to get. */
function WithCluster({ set: { conflict, resolved, next }, into }: Pick<Props, "set" | "into">) {
  const { fabric, kind, name } = conflict;
  const me = useMe();
  const namespace = conflict.namespace || "-";
  const takes = takesFromCluster(resolved);
  const { data } = useResource({ fabric, kind, namespace, name }, takes && into === undefined);
  const change = takes ? changeOfDecision(data?.data.drafts ?? [], into) : undefined;
  return (
    <Notice
      tone="sync"
      title={`Nothing is left to decide in ${titleOf(conflict)}.`}
      action={
        <div className="line">
          {next && <ToNext next={next} look="primary" />}
          {change && (
            <ButtonLink look={next ? "plain" : "primary"} to="/changes/$change" params={{ change }}>
              {reviewLabel({ conflicts: 0, fabric }, me)} {change}
            </ButtonLink>
          )}
          {!change && !next && (
            <ButtonLink look="primary" to="/fabrics/$fabric" params={{ fabric }} search={{ tab: "drift" }}>
              Show drift of {fabric}
            </ButtonLink>
          )}
        </div>
      }
    >
      <p>{outcomeWords(takes, change)}</p>
    </Notice>
  );
}

function what(asked: ConflictView, more: number): string {
  if (more > 0)
    return `${count(more, "more resource")} of change ${asked.change} ${more === 1 ? "has" : "have"} conflicts.`;
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
