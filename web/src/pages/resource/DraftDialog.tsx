/** Asks which change a deletion, or a switching off or on, goes into; saves it there. */
import { type FormEvent, useState } from "react";
import type { ResourceId } from "~/api/keys";
import { useSaveDrafts } from "~/api/queries/resources";
import type { ResourceDetail } from "~/api/types";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { useToast } from "~/components/Toasts";
import { ChangeChoice } from "~/features/drafting/ChangeChoice";
import { changeOf, useTarget } from "~/features/drafting/target";
import { editName, spokenName } from "~/features/resource/identity";
import { lossOf } from "./references";

export type DraftAction = "delete" | "comment-out" | "uncomment";

const WORDS: Record<DraftAction, { verb: string; done: string; what: string }> = {
  delete: {
    verb: "Delete",
    done: "is deleted",
    what: "Its document is taken out of its file when the change is published. Nothing changes in Git before.",
  },
  "comment-out": {
    verb: "Comment out",
    done: "is commented out",
    what: "Its document is put in comments when the change is published, so that it can be switched on again as it is.",
  },
  uncomment: {
    verb: "Uncomment",
    done: "stands live again",
    what: "Its document is taken out of its comments when the change is published.",
  },
};

interface Props {
  id: ResourceId;
  detail: ResourceDetail;
  action: DraftAction;
  onClose: () => void;
}

export function DraftDialog({ id, detail, action, onClose }: Props) {
  const choice = useTarget(id.fabric, { drafts: detail.drafts.map((draft) => draft.change) });
  const save = useSaveDrafts(id.fabric);
  const [isTried, setTried] = useState(false);
  const say = useToast();
  const words = WORDS[action];
  const name = spokenName(detail);
  const loss = lossOf(detail);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (choice.problem !== undefined || save.isPending) return;
    try {
      const change = await save.mutateAsync({
        ...changeOf(choice.target),
        edits: [{ op: action, resource: editName(detail) }],
        base: detail.evidence.commit,
      });
      choice.remember(change.change);
      say(`${name} ${words.done} in ${change.change}, not in Git yet.`);
      onClose();
    } catch {
      // shown below
    }
  };

  return (
    <Dialog isOpen onClose={onClose} title={`${words.verb} ${name}?`} description={words.what}>
      <form onSubmit={submit} className="stack">
        {action !== "uncomment" && loss !== undefined && <p>{loss}</p>}
        <ChangeChoice choice={choice} label="As part of" isTried={isTried} />
        {save.error && <ErrorView error={save.error} />}
        <SubmitActions onCancel={onClose} isBusy={save.isPending} isDangerous={action === "delete"}>
          {words.verb}
        </SubmitActions>
      </form>
    </Dialog>
  );
}
