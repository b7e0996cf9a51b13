/** Removes an account. */
import { useRemoveUser } from "~/api/queries/people";
import type { UserView } from "~/api/types";
import { ConfirmDialog } from "~/components/Dialog";

interface Props {
  user: UserView;
  onClose: () => void;
  onRemoved: () => void;
}

export function RemovePerson({ user, onClose, onRemoved }: Props) {
  const remove = useRemoveUser(user.login);
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Remove ${user.login}?`}
      action="Remove account"
      isDangerous
      typed={user.login}
      onConfirm={async () => {
        await remove.mutateAsync();
        onRemoved();
      }}
    >
      Their sessions, tokens and roles are removed. What {user.name} wrote keeps the name, in Git and in the audit. To
      keep somebody out for a while, deactivate the account instead.
    </ConfirmDialog>
  );
}
