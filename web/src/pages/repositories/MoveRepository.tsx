/** Moves a repository to another URL. */
import { useState } from "react";
import { useMoveRepository, usePreviewRepositoryMove } from "~/api/queries/repositories";
import type { RepositoryView } from "~/api/types";
import { TextField } from "~/components/fields";
import { MoveDialog } from "~/features/move/MoveDialog";
import { CredentialChoice } from "./CredentialChoice";
import { urlProblem } from "./repository";
import { TransportSection } from "./transport/TransportSection";
import { useTransport } from "./transport/useTransport";

interface Props {
  repository: RepositoryView;
  onClose: () => void;
}

export function MoveRepository({ repository, onClose }: Props) {
  const [url, setUrl] = useState(repository.url);
  const [credential, setCredential] = useState(repository.credential ?? "");
  const transport = useTransport(url, repository.transport);
  const [isTried, setTried] = useState(false);
  const preview = usePreviewRepositoryMove(repository.name);
  const move = useMoveRepository(repository.name);
  const problem = urlProblem(url, isTried);

  return (
    <MoveDialog
      what="repository"
      name={repository.name}
      description="Hedgerow fetches from and pushes to the new URL from then on. Drafts are kept, and nothing in Git changes."
      place={{
        url: url.trim(),
        credential: credential || null,
        ...(transport.settings ? { transport: transport.settings } : {}),
      }}
      isComplete={urlProblem(url, true) === undefined && transport.isComplete}
      onIncomplete={() => setTried(true)}
      preview={preview}
      move={move}
      onClose={onClose}
    >
      <TextField
        label="URL"
        isMono
        value={url}
        onChange={setUrl}
        error={problem}
        autoComplete="off"
        spellCheck={false}
      />
      <CredentialChoice
        value={credential}
        onChange={setCredential}
        hint="The one that is used at the new URL. A credential that is bound to a host is not sent to another host."
      />
      <TransportSection transport={transport} isTried={isTried} error={preview.error} />
    </MoveDialog>
  );
}
