/** Asks before a change is discarded: whose drafts go, and that Git does not change. */
import { useDiscard } from "~/api/queries/changes";
import type { ChangeView } from "~/api/types";
import { ConfirmDialog } from "~/components/Dialog";
import { useToast } from "~/components/Toasts";
import { count } from "~/lib/words";

interface Props {
  change: ChangeView;
  isOpen: boolean;
  onClose: () => void;
}

export function DiscardDialog({ change, isOpen, onClose }: Props) {
  const discard = useDiscard(change.id);
  const say = useToast();
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Discard ${change.change}?`}
      action="Discard change"
      isDangerous
      onConfirm={async () => {
        await discard.mutateAsync();
        say(`${change.change} is discarded; Git was not changed.`);
      }}
    >
      {change.drafts.length === 0
        ? "It has no drafts."
        : `${count(change.drafts.length, "draft")} by ${writers(change)} will be discarded. Git does not change.`}
    </ConfirmDialog>
  );
}

function writers(change: ChangeView): string {
  return [...new Set(change.drafts.map((draft) => draft.author.name))].join(", ");
}
