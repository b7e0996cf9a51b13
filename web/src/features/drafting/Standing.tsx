/** How an edited text is: saved or not, and where. */
import type { ResourceDraft } from "~/api/types";
import { ButtonLink } from "~/components/Button";
import { Time } from "~/components/Time";

interface Props {
  isDirty: boolean;
  savedIn: string | undefined;
  draft: ResourceDraft | undefined;
  change: string;
}

export function Standing({ isDirty, savedIn, draft, change }: Props) {
  if (isDirty) return "Not saved";
  if (savedIn !== undefined && draft) {
    return (
      <span className="line">
        Saved.
        <ButtonLink look="quiet" to="/changes/$change" params={{ change: draft.change_id }}>
          Open {savedIn}
        </ButtonLink>
      </span>
    );
  }
  if (!draft) return "As Git has it";
  return (
    <>
      Draft in {change} by {draft.author.name}, <Time at={draft.updated_at} />
    </>
  );
}
