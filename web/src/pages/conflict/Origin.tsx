/** Who a side's value is from, when, and in which commit, as far as it is known. */
import { useChange } from "~/api/queries/changes";
import { useMe } from "~/api/queries/me";
import type { ConflictView, Person, Side } from "~/api/types";
import { PersonName } from "~/components/PersonName";
import { Time } from "~/components/Time";
import { shortCommit } from "~/lib/words";

/** Told by servers that keep it with the conflict. */
interface Told {
  draft_by?: Person | null;
  draft_at?: number | null;
  git_by?: Person | null;
  git_at?: number | null;
}

export function Origin({ side, conflict }: { side: Side; conflict: ConflictView }) {
  if (side === "git") return <GitOrigin conflict={conflict} />;
  return side === "draft" && conflict.change ? (
    <DraftOrigin conflict={conflict} change={conflict.change} lead=" · " />
  ) : null;
}

function GitOrigin({ conflict }: { conflict: ConflictView & Told }) {
  return (
    <span>
      {" · "}
      {conflict.git_by && (
        <>
          <PersonName person={conflict.git_by} />,{" "}
        </>
      )}
      {conflict.git_at && (
        <>
          <Time at={conflict.git_at} />,{" "}
        </>
      )}
      commit <code title={conflict.git_commit}>{shortCommit(conflict.git_commit)}</code>
    </span>
  );
}

interface DraftProps {
  conflict: ConflictView & Told;
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
