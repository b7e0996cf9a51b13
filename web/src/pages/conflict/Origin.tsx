/** Who a side's value is from, when, and in which commit, as far as it is known. */
import { useQuery } from "@tanstack/react-query";
import { useChange } from "~/api/queries/changes";
import { historyOf } from "~/api/queries/history";
import { useMe } from "~/api/queries/me";
import type { ConflictView, Side } from "~/api/types";
import { resourceHref } from "~/app/navigation";
import { AddressLink } from "~/components/AddressLink";
import { PersonName } from "~/components/PersonName";
import { Time } from "~/components/Time";
import { shortCommit } from "~/lib/words";
import { gitSideOf } from "./gitSide";

export function Origin({ side, conflict }: { side: Side; conflict: ConflictView }) {
  if (side === "git") return <GitOrigin conflict={conflict} />;
  return side === "draft" && conflict.change ? (
    <DraftOrigin conflict={conflict} change={conflict.change} lead=" · " />
  ) : null;
}

function GitOrigin({ conflict }: { conflict: ConflictView }) {
  const me = useMe();
  const { fabric, kind, namespace, name } = conflict;
  const { data } = useQuery(historyOf({ fabric, kind, namespace: namespace || "-", name }));
  const found = data && gitSideOf(conflict, data.items);
  const commit = found?.commit ?? conflict.git_commit;
  return (
    <span>
      {" · "}
      {found && (
        <>
          {me && me.email === found.author.email ? "you" : <PersonName person={found.author} />}, <Time at={found.at} />
          ,{" "}
        </>
      )}
      commit{" "}
      <AddressLink href={`${resourceHref(fabric, conflict)}?tab=history`} title={commit} className="mono">
        {shortCommit(commit)}
      </AddressLink>
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
