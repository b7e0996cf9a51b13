/** A conflict whose place another one took: the way to it. */
import type { ConflictView } from "~/api/types";
import { ButtonLink } from "~/components/Button";
import { Notice } from "~/components/Notice";

export function Superseded({ conflict }: { conflict: ConflictView }) {
  const { successor } = conflict;
  const to = typeof successor === "number" ? String(successor) : undefined;
  return (
    <Notice
      tone="aside"
      title="This conflict is superseded."
      action={
        to ? (
          <ButtonLink look="primary" to="/conflicts/$conflict" params={{ conflict: to }}>
            Open conflict {to}
          </ButtonLink>
        ) : (
          <ButtonLink to="/conflicts" search={{ fabric: conflict.fabric }}>
            Show open conflicts
          </ButtonLink>
        )
      }
    >
      <p>
        {to
          ? "A side has changed since: the conflict between the new values is to be decided instead."
          : "A side has changed since, and the sides no longer disagree there."}
      </p>
    </Notice>
  );
}
