/** Exchanges how a cluster is reached and who asks. It is asked first; the old way stays until that. */
import { type FormEvent, useState } from "react";
import { useRotateCluster } from "~/api/queries/clusters";
import type { ClusterView } from "~/api/types";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { useToast } from "~/components/Toasts";
import { AccessFields } from "./AccessFields";
import { accessOf, accessProblem, NO_ACCESS } from "./access";
import styles from "./Clusters.module.css";

export function RotateCluster({ cluster, onClose }: { cluster: ClusterView; onClose: () => void }) {
  const { name, login } = cluster;
  const [access, setAccess] = useState({
    ...NO_ACCESS,
    way: login === "service-account" ? ("in-cluster" as const) : NO_ACCESS.way,
  });
  const [isTried, setTried] = useState(false);
  const rotate = useRotateCluster(name);
  const toast = useToast();

  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (accessProblem(access) || rotate.isPending) return;
    rotate.mutate(accessOf(access), {
      onSuccess: () => {
        toast(`${name} answers, and is asked with the new login.`);
        onClose();
      },
    });
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Rotate the login of ${name}`}
      description="The new one is tested live first. If that fails, or another cluster answers, the old one is kept."
    >
      <form onSubmit={send} noValidate autoComplete="off" className={styles.form}>
        <AccessFields access={access} onChange={setAccess} isTried={isTried} />
        {rotate.error && <ErrorView error={rotate.error} />}
        <SubmitActions onCancel={onClose} isBusy={rotate.isPending}>
          Test and rotate login
        </SubmitActions>
      </form>
    </Dialog>
  );
}
