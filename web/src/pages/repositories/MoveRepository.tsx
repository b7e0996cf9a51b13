/** Another URL for a repository: previewed, then moved. */
import { type FormEvent, useState } from "react";
import { useMoveRepository, usePreviewRepositoryMove } from "~/api/queries/repositories";
import type { RepositoryView } from "~/api/types";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { TextField } from "~/components/fields";
import { useToast } from "~/components/Toasts";
import { MovePreview } from "~/features/move/MovePreview";
import { mayMove } from "~/features/move/words";
import { CredentialChoice } from "./CredentialChoice";
import styles from "./Repositories.module.css";

interface Props {
  repository: RepositoryView;
  onClose: () => void;
}

export function MoveRepository({ repository, onClose }: Props) {
  const [url, setUrl] = useState(repository.url);
  const [credential, setCredential] = useState(repository.credential ?? "");
  const preview = usePreviewRepositoryMove(repository.name);
  const move = useMoveRepository(repository.name);
  const toast = useToast();
  const place = { url: url.trim(), credential: credential || null };
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
          toast(`${repository.name} has moved.`);
          onClose();
        },
      },
    );
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Another URL for ${repository.name}`}
      description="It is fetched first, and what differs is shown. Drafts are kept, and nothing in Git changes."
    >
      <form onSubmit={send} className={styles.form}>
        <TextField label="URL" isMono value={url} onChange={type(setUrl)} autoComplete="off" spellCheck={false} />
        <CredentialChoice value={credential} onChange={type(setCredential)} />
        {shown && <MovePreview view={shown} />}
        {(move.error ?? preview.error) && <ErrorView error={move.error ?? preview.error} />}
        <SubmitActions onCancel={onClose} isBusy={preview.isPending || move.isPending}>
          {shown && mayMove(shown) ? "Move" : "Preview"}
        </SubmitActions>
      </form>
    </Dialog>
  );
}
