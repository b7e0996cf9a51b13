/** One identity in two documents of Git: only Git can settle it, so there is nothing to choose here. */
import type { ConflictView } from "~/api/types";
import { Notice } from "~/components/Notice";
import { Time } from "~/components/Time";
import { titleOf } from "~/features/conflict/set";
import { shortCommit } from "~/lib/words";

export function Duplicate({ conflict }: { conflict: ConflictView }) {
  return (
    <Notice tone="conflict" title={`${titleOf(conflict)} stands in two documents of one fabric`}>
      {conflict.detail && <p>{conflict.detail}.</p>}
      <p>
        Which of them holds is for a person to say, in Git: delete one of the documents, or give one another name, and
        push. Until then neither is published over and nothing is lost. This goes away by itself with the next sync.
      </p>
      <p className="soft small">
        Seen in commit <code>{shortCommit(conflict.git_commit)}</code>, <Time at={conflict.opened_at} />.
      </p>
    </Notice>
  );
}
