/** After the last decision: what to do next. */
import { useChange } from "~/api/queries/changes";
import type { ConflictView } from "~/api/types";
import { ButtonLink } from "~/components/Button";
import { Notice } from "~/components/Notice";
import { type ConflictSet, partiesOf, titleOf } from "~/features/conflict/set";
import { count } from "~/lib/words";

interface Props {
  asked: ConflictView;
  /** The other open sets of the fabric. */
  others: ConflictSet[];
}

export function AllDecided({ asked, others }: Props) {
  const ofChange = asked.change ? others.filter((set) => set.first.change === asked.change) : [];
  const [next] = ofChange.length > 0 ? ofChange : others;
  if (asked.change && ofChange.length === 0) return <ToPublish change={asked.change} />;
  return (
    <Notice
      tone="sync"
      title={`Nothing is left to decide in ${titleOf(asked)}.`}
      action={
        next && (
          <ButtonLink look="primary" to="/conflicts/$conflict" params={{ conflict: String(next.first.id) }}>
            Next: {titleOf(next.first)}
          </ButtonLink>
        )
      }
    >
      <p>{what(asked, ofChange.length)}</p>
    </Notice>
  );
}

function what(asked: ConflictView, more: number): string {
  if (more > 0)
    return `${count(more, "more resource")} of change ${asked.change} ${more === 1 ? "has" : "have"} conflicts.`;
  if (partiesOf(asked) === "raw") return "The next sync of the fabric carries the decision out.";
  return "Each resource stands in one document again.";
}

function ToPublish({ change }: { change: string }) {
  const { data } = useChange(change);
  const isDone = data?.state === "published" || data?.state === "discarded";
  return (
    <Notice
      tone="sync"
      title={
        data
          ? `Every conflict of ${change} is decided; it is ${data.state}.`
          : `Every conflict of ${change} is decided.`
      }
      action={
        <ButtonLink look="primary" to="/changes/$change" params={{ change }}>
          {isDone ? "To the change" : "Look at the diff and publish"}
        </ButtonLink>
      }
    >
      {!isDone && <p>Nothing goes to Git by deciding: the change is published as a whole.</p>}
    </Notice>
  );
}
