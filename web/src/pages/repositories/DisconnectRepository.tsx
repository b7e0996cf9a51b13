/** Disconnects a repository; nothing in Git changes. */
import { useRemoveRepository } from "~/api/queries/repositories";
import type { RepositoryView } from "~/api/types";
import { ConfirmDialog } from "~/components/Dialog";
import { list } from "~/lib/words";

interface Props {
  repository: RepositoryView;
  onClose: () => void;
}

export function DisconnectRepository({ repository: { name, fabrics }, onClose }: Props) {
  const remove = useRemoveRepository(name);
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Disconnect ${name}?`}
      action="Disconnect repository"
      isDangerous
      onConfirm={() => remove.mutateAsync()}
    >
      {fabrics.length > 0
        ? `${list(fabrics)} ${fabrics.length === 1 ? "uses" : "use"} it: disconnect ${fabrics.length === 1 ? "that fabric" : "those fabrics"} first.`
        : "Hedgerow removes it from its database. Nothing in Git changes, and it can be connected again."}
    </ConfirmDialog>
  );
}
