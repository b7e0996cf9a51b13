/** Another repository, branch or directory for a fabric: previewed, then moved. */
import { type FormEvent, useState } from "react";
import { useMoveFabric, usePreviewFabricMove } from "~/api/queries/fabrics";
import type { FabricView } from "~/api/types";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { TextField } from "~/components/fields";
import { useToast } from "~/components/Toasts";
import { MovePreview } from "~/features/move/MovePreview";
import { mayMove } from "~/features/move/words";
import styles from "./SettingsTab.module.css";

interface Props {
  fabric: FabricView;
  onClose: () => void;
}

export function MoveFabric({ fabric, onClose }: Props) {
  const [repository, setRepository] = useState(fabric.repository);
  const [branch, setBranch] = useState(fabric.branch);
  const [directory, setDirectory] = useState(fabric.directory);
  const preview = usePreviewFabricMove(fabric.fabric);
  const move = useMoveFabric(fabric.fabric);
  const toast = useToast();
  const place = { repository: repository.trim(), branch: branch.trim(), directory: directory.trim() };
  const shown = preview.data;
  // what was looked at is not what is typed any more
  const type = (set: (text: string) => void) => (text: string) => {
    preview.reset();
    move.reset();
    set(text);
  };

  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!shown || !mayMove(shown)) return preview.mutate(place);
    move.mutate(
      { ...place, previewed: shown.head },
      {
        onSuccess: () => {
          toast(`${fabric.fabric} has moved.`);
          onClose();
        },
      },
    );
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Move ${fabric.fabric}`}
      description="Where its files are from now on. The new place is looked at first; drafts are kept, and nothing in Git changes."
    >
      <form onSubmit={send} className={styles.form}>
        <TextField label="Repository" isMono value={repository} onChange={type(setRepository)} autoComplete="off" />
        <TextField label="Branch" isMono value={branch} onChange={type(setBranch)} autoComplete="off" />
        <TextField
          label="Directory"
          isMono
          hint="Empty for the root."
          value={directory}
          onChange={type(setDirectory)}
          autoComplete="off"
        />
        {shown && <MovePreview view={shown} />}
        {(move.error ?? preview.error) && <ErrorView error={move.error ?? preview.error} />}
        <SubmitActions onCancel={onClose} isBusy={preview.isPending || move.isPending}>
          {shown && mayMove(shown) ? "Move" : "Preview"}
        </SubmitActions>
      </form>
    </Dialog>
  );
}
