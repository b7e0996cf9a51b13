/** Removes a cluster in which no fabric lives; nothing changes there. */
import { Link } from "@tanstack/react-router";
import { useRemoveCluster } from "~/api/queries/clusters";
import type { ClusterView } from "~/api/types";
import { Button } from "~/components/Button";
import { ConfirmDialog, Dialog, DialogActions } from "~/components/Dialog";

export function RemoveCluster({ cluster: { name, fabrics }, onClose }: { cluster: ClusterView; onClose: () => void }) {
  const remove = useRemoveCluster(name);
  if (fabrics.length > 0) {
    return (
      <Dialog
        isOpen
        onClose={onClose}
        title={`${name} cannot be removed yet`}
        description="Fabrics live in it. Choose another cluster or none on their Settings first."
      >
        <ul>
          {fabrics.map((fabric) => (
            <li key={fabric}>
              <Link to="/fabrics/$fabric" params={{ fabric }} search={{ tab: "settings" }}>
                Settings of {fabric}
              </Link>
            </li>
          ))}
        </ul>
        <DialogActions>
          <Button onClick={onClose}>Close</Button>
        </DialogActions>
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Remove ${name}?`}
      action="Remove cluster"
      isDangerous
      onConfirm={() => remove.mutateAsync()}
    >
      Hedgerow forgets it, and what it is asked with. Nothing in the cluster changes, and it can be added again.
    </ConfirmDialog>
  );
}
