/** One identity in two documents of Git: only Git can settle it, so there is nothing to choose here. */
import type { ConflictView } from "~/api/types";
import { Notice } from "~/components/Notice";
import { Time } from "~/components/Time";
import { titleOf } from "~/features/conflict/set";
import { shortCommit } from "~/lib/words";

export function Duplicate({ conflict }: { conflict: ConflictView }) {
  return (
    <Notice tone="conflict" title={`${titleOf(conflict)} is defined in two documents of one fabric`}>
      {conflict.detail && <p>{conflict.detail}.</p>}
      <p>
        Decide in Git which of them is right: delete one of the documents, or give one another name, and push. Until
        then neither is overwritten. The next sync then closes the conflict.
      </p>
      <p className="soft small">
        Seen in commit <code>{shortCommit(conflict.git_commit)}</code>, <Time at={conflict.opened_at} />.
      </p>
    </Notice>
  );
}
