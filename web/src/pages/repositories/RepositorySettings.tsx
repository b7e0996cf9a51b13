/** Another credential or branch for a repository: tested live before it holds. */
import { type FormEvent, useState } from "react";
import { useUpdateRepository } from "~/api/queries/repositories";
import type { RepositoryView } from "~/api/types";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { TextField } from "~/components/fields";
import { useToast } from "~/components/Toasts";
import { CredentialChoice } from "./CredentialChoice";
import styles from "./Repositories.module.css";

interface Props {
  repository: RepositoryView;
  onClose: () => void;
}

export function RepositorySettings({ repository, onClose }: Props) {
  const [credential, setCredential] = useState(repository.credential ?? "");
  const [branch, setBranch] = useState(repository.branch);
  const update = useUpdateRepository(repository.name);
  const toast = useToast();

  const send = (event: FormEvent) => {
    event.preventDefault();
    const body = {
      ...(credential === (repository.credential ?? "") ? {} : { credential: credential || null }),
      ...(branch.trim() === repository.branch || branch.trim() === "" ? {} : { branch: branch.trim() }),
    };
    if (Object.keys(body).length === 0) return onClose();
    update.mutate(body, {
      onSuccess: () => {
        toast(`${repository.name} is saved; the connection works.`);
        onClose();
      },
    });
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Credential and branch of ${repository.name}`}
      description="The connection is tested first. If the test fails, nothing is changed."
    >
      <form onSubmit={send} className={styles.form}>
        <CredentialChoice value={credential} onChange={setCredential} />
        <TextField
          label="Branch"
          isMono
          autoComplete="off"
          spellCheck={false}
          hint="The default for new fabrics; existing fabrics keep their branch."
          value={branch}
          onChange={setBranch}
        />
        {update.error && <ErrorView error={update.error} />}
        <SubmitActions onCancel={onClose} isBusy={update.isPending}>
          Test and save settings
        </SubmitActions>
      </form>
    </Dialog>
  );
}
