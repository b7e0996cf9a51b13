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
          ? "A side moved, so other values disagree now: they are asked about anew."
          : "A side moved, and the two do not disagree there any more."}
      </p>
    </Notice>
  );
}
