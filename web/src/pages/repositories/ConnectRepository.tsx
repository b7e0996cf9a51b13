/** Connects a repository: the server asks it before it says yes. */
import { type FormEvent, useState } from "react";
import { useAddRepository } from "~/api/queries/repositories";
import { Button, ButtonLink } from "~/components/Button";
import { Dialog, DialogActions, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { TextField } from "~/components/fields";
import { Notice } from "~/components/Notice";
import { CredentialChoice } from "./CredentialChoice";
import styles from "./Repositories.module.css";
import { nameFor, urlProblem } from "./repository";
import { TransportSection } from "./transport/TransportSection";
import { useTransport } from "./transport/useTransport";

export function ConnectRepository({ onClose }: { onClose: () => void }) {
  const [url, setUrl] = useState("");
  const [name, setName] = useState<string>();
  const [branch, setBranch] = useState("");
  const [credential, setCredential] = useState("");
  const [isTried, setTried] = useState(false);
  const transport = useTransport(url);
  const add = useAddRepository();
  const called = name ?? nameFor(url);

  const nameProblem = /^[A-Za-z0-9_.-]+$/.test(called.trim()) ? undefined : "letters, digits, -, _ and .";

  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (urlProblem(url, true) || nameProblem || !transport.isComplete || add.isPending) return;
    add.mutate({
      name: called.trim(),
      url: url.trim(),
      ...(branch.trim() ? { branch: branch.trim() } : {}),
      ...(credential ? { credential } : {}),
      ...(transport.settings ? { transport: transport.settings } : {}),
    });
  };

  if (add.data) return <Connected name={add.data.name} branch={add.data.branch} onClose={onClose} />;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Connect a repository"
      description="First of two steps to a fabric. The connection is tested at once; nothing in the repository changes."
    >
      <form onSubmit={send} noValidate className={styles.form}>
        <TextField
          label="URL"
          isMono
          autoComplete="off"
          spellCheck={false}
          placeholder="https://git.example.net/network.git"
          error={urlProblem(url, isTried)}
          value={url}
          onChange={setUrl}
        />
        <TextField
          label="Name"
          autoComplete="off"
          spellCheck={false}
          error={isTried ? nameProblem : undefined}
          value={called}
          onChange={setName}
        />
        <TextField
          label="Branch"
          isMono
          autoComplete="off"
          spellCheck={false}
          hint="The repository's default branch when left out. A fabric may name another one."
          value={branch}
          onChange={setBranch}
        />
        <CredentialChoice value={credential} onChange={setCredential} />
        <TransportSection transport={transport} isTried={isTried} error={add.error} />
        {add.error && (
          <ErrorView error={add.error}>
            <p>It is not connected: nothing was stored. Mend what is named and connect again.</p>
          </ErrorView>
        )}
        <SubmitActions onCancel={onClose} isBusy={add.isPending}>
          Connect repository
        </SubmitActions>
      </form>
    </Dialog>
  );
}

function Connected({ name, branch, onClose }: { name: string; branch: string; onClose: () => void }) {
  return (
    <Dialog isOpen onClose={onClose} title={`${name} is connected`}>
      <Notice tone="sync" title={`The connection works; the branch is ${branch}.`}>
        <p>The second step: a directory of it becomes a fabric. You pick it from what is there.</p>
      </Notice>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
        <ButtonLink look="primary" to="/fabrics" search={{ new: name }}>
          Pick its branch and directory
        </ButtonLink>
      </DialogActions>
    </Dialog>
  );
}
