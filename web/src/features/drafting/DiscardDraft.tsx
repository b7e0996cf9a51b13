/** Throws one draft away. */
import { useState } from "react";
import type { ResourceId } from "~/api/keys";
import { useSaveDrafts } from "~/api/queries/resources";
import type { ResourceDetail, ResourceDraft } from "~/api/types";
import { Button } from "~/components/Button";
import { ConfirmDialog } from "~/components/Dialog";
import { useToast } from "~/components/Toasts";
import { editName, spokenName } from "~/features/resource/identity";

interface Props {
  id: ResourceId;
  detail: ResourceDetail;
  draft: ResourceDraft;
}

export function DiscardDraft({ id, detail, draft }: Props) {
  const [isAsked, setAsked] = useState(false);
  const save = useSaveDrafts(id.fabric);
  const say = useToast();
  const revert = async () => {
    await save.mutateAsync({ change: draft.change, edits: [{ op: "revert", resource: editName(detail) }] });
    say(`The draft of ${spokenName(detail)} in ${draft.change} is discarded.`);
  };
  return (
    <>
      <Button onClick={() => setAsked(true)}>Discard draft</Button>
      <ConfirmDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={`Discard the draft of ${spokenName(detail)}?`}
        action="Discard draft"
        isDangerous
        onConfirm={revert}
      >
        What {draft.author.name} saved in {draft.change} is discarded; Git does not change.
      </ConfirmDialog>
    </>
  );
}
