/** Removes a credential. The server refuses while a repository uses it. */
import { useRemoveCredential } from "~/api/queries/repositories";
import type { CredentialView } from "~/api/types";
import { ConfirmDialog } from "~/components/Dialog";
import { list } from "~/lib/words";

interface Props {
  credential: CredentialView;
  onClose: () => void;
}

export function RemoveCredential({ credential, onClose }: Props) {
  const remove = useRemoveCredential(credential.name);
  const { name, repositories } = credential;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Remove ${name}?`}
      action="Remove credential"
      isDangerous
      onConfirm={() => remove.mutateAsync()}
    >
      {repositories.length > 0
        ? `${list(repositories)} ${repositories.length === 1 ? "uses" : "use"} it: give ${repositories.length === 1 ? "it" : "them"} another credential first.`
        : "Its secret is deleted. Revoke it at the host, too: Hedgerow cannot."}
    </ConfirmDialog>
  );
}
