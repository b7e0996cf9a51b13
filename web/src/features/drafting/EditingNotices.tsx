/** What is to be known before a text is edited on: what came back, what was set aside, what moved. */
import type { ResourceDetail, ResourceDraft } from "~/api/types";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { Notice } from "~/components/Notice";
import { Time } from "~/components/Time";
import { spokenName } from "~/features/resource/identity";
import { GitMoved } from "./GitMoved";
import type { Editing } from "./useEditing";

interface Props {
  fabric: string;
  detail: ResourceDetail;
  draft: ResourceDraft | undefined;
  /** The change that it is edited in. */
  change: string;
  editing: Editing;
  onUndo: () => void;
}

export function EditingNotices({ fabric, detail, draft, change, editing, onUndo }: Props) {
  const { isDirty } = editing;
  return (
    <>
      {editing.keptAt !== undefined && isDirty && (
        <Notice
          tone="draft"
          title="Your unsaved text is back."
          action={<Button onClick={onUndo}>Discard unsaved text</Button>}
        >
          <p>
            It was last typed <Time at={editing.keptAt} /> and never saved.
          </p>
        </Notice>
      )}
      {editing.dropped !== undefined && !isDirty && (
        <Notice
          tone="aside"
          title="Your own text was set aside."
          action={<Button onClick={editing.bringBack}>Restore my text</Button>}
        />
      )}
      {editing.error !== undefined && <ErrorView error={editing.error} />}
      {draft && <GitMoved fabric={fabric} detail={detail} draft={draft} />}
      {draft?.action === "delete" && !isDirty && (
        <Notice tone="draft" title={`${change} deletes ${spokenName(detail)}.`}>
          <p>This is what it deletes. Saving a text makes it an edit instead.</p>
        </Notice>
      )}
    </>
  );
}
