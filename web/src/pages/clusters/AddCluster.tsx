/** Adds a cluster: the server asks it before it says yes. */
import { type FormEvent, useState } from "react";
import { useAddCluster } from "~/api/queries/clusters";
import { useFabrics } from "~/api/queries/fabrics";
import type { ClusterView } from "~/api/types";
import { Button, ButtonLink } from "~/components/Button";
import { Dialog, DialogActions, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { TextField } from "~/components/fields";
import { Notice } from "~/components/Notice";
import { AccessFields } from "./AccessFields";
import { accessOf, accessProblem, NO_ACCESS, nameProblem } from "./access";
import styles from "./Clusters.module.css";
import { loginWords } from "./cluster";

export function AddCluster({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [access, setAccess] = useState(NO_ACCESS);
  const [isTried, setTried] = useState(false);
  const add = useAddCluster();

  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (nameProblem(name) || accessProblem(access) || add.isPending) return;
    add.mutate({ name: name.trim(), ...accessOf(access) });
  };

  if (add.data) return <Added cluster={add.data} onClose={onClose} />;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Add a cluster"
      description="It is asked at once; what is not reached is not added. Nothing in the cluster changes."
    >
      <form onSubmit={send} noValidate autoComplete="off" className={styles.form}>
        <TextField
          label="Name"
          autoComplete="off"
          spellCheck={false}
          placeholder="such as dc-1"
          error={isTried ? nameProblem(name) : undefined}
          value={name}
          onChange={setName}
        />
        <AccessFields access={access} onChange={setAccess} isTried={isTried} />
        {add.error && <ErrorView error={add.error} />}
        <SubmitActions onCancel={onClose} isBusy={add.isPending}>
          Add cluster
        </SubmitActions>
      </form>
    </Dialog>
  );
}

function Added({ cluster, onClose }: { cluster: ClusterView; onClose: () => void }) {
  // the first fabric without a cluster is most likely the one that lives there
  const first = useFabrics().data?.find((fabric) => !fabric.cluster)?.fabric;
  return (
    <Dialog isOpen onClose={onClose} title={`${cluster.name} is added`}>
      <Notice
        tone="sync"
        title={`It answers: ${cluster.version ? `${cluster.version} at ` : ""}${cluster.server}, ${loginWords(cluster)}.`}
      >
        <p>Next, say which fabric lives in it, on the fabric's Settings. Only then is it looked at.</p>
      </Notice>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
        {first && (
          <ButtonLink look="primary" to="/fabrics/$fabric" params={{ fabric: first }} search={{ tab: "settings" }}>
            Settings of {first}
          </ButtonLink>
        )}
      </DialogActions>
    </Dialog>
  );
}
