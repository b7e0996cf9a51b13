/** Who a side's value is from, when, and in which commit, as far as it is known. */
import { useBlame } from "~/api/queries/blame";
import { useChange } from "~/api/queries/changes";
import { useMe } from "~/api/queries/me";
import type { ConflictView, Side } from "~/api/types";
import { resourceHref } from "~/app/navigation";
import { AddressLink } from "~/components/AddressLink";
import { PersonName } from "~/components/PersonName";
import { Time } from "~/components/Time";
import { CommitName } from "~/features/commit/CommitName";
import { clusterOf } from "~/features/conflict/withCluster";
import { nameOf, setAt } from "~/features/resource/setBy";
import { shortCommit } from "~/lib/words";

export function Origin({ side, conflict }: { side: Side; conflict: ConflictView }) {
  if (side === "git") return <GitOrigin conflict={conflict} />;
  if (side === "cluster") return <ClusterOrigin conflict={conflict} />;
  return side === "draft" && conflict.change ? (
    <DraftOrigin conflict={conflict} change={conflict.change} lead=" · " />
  ) : null;
}

/** Who wrote it in the cluster, and when, as far as the cluster says; and which cluster that is. */
function ClusterOrigin({ conflict }: { conflict: ConflictView }) {
  const party = clusterOf(conflict);
  if (!party) return null;
  const { cluster, manager, at } = party;
  return (
    <span>
      {" · "}
      {manager && <span title="the field manager that wrote it last">{manager}, </span>}
      {typeof at === "number" && (
        <>
          <Time at={at} />,{" "}
        </>
      )}
      in cluster <span className="mono">{cluster}</span>
    </span>
  );
}

function GitOrigin({ conflict }: { conflict: ConflictView }) {
  const { fabric, kind, group, namespace, name, path } = conflict;
  const isAsked = conflict.state === "open" && conflict.git !== undefined && conflict.git !== null;
  const blame = useBlame({ fabric, kind: `${kind}.${group}`, namespace, name }, isAsked);
  const found = isAsked && blame.data ? setAt(blame.data.items, path) : undefined;
  const set = found?.known ? found : undefined;
  const commit = set?.commit ?? conflict.git_commit;
  return (
    <span>
      {" · "}
      {set && <span title={set.author ?? undefined}>{nameOf(set.author)}, </span>}
      {set?.time != null && (
        <>
          <Time at={set.time} />,{" "}
        </>
      )}
      commit{" "}
      <AddressLink href={`${resourceHref(fabric, conflict)}?tab=history`} title={commit} className="mono">
        {shortCommit(commit)}
      </AddressLink>{" "}
      <CommitName commit={commit} fabric={fabric} isOnlyLink />
    </span>
  );
}

interface DraftProps {
  conflict: ConflictView;
  change: string;
  /** What is written before it, where something is known. */
  lead: string;
}

export function DraftOrigin({ conflict, change, lead }: DraftProps) {
  const me = useMe();
  const { data } = useChange(change);
  const draft = data?.drafts.find(
    (one) => one.kind === conflict.kind && one.namespace === conflict.namespace && one.name === conflict.name,
  );
  const by = conflict.draft_by ?? draft?.author;
  const at = conflict.draft_at ?? draft?.updated_at;
  if (!by || !at) return null;
  return (
    <span>
      {lead}
      {me && me.email === by.email ? "you" : <PersonName person={by} />}, <Time at={at} />
    </span>
  );
}
