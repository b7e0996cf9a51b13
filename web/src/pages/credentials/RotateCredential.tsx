/** Exchanges a credential's secret. The new one is tested live first; the old one stays until that. */
import { type FormEvent, useState } from "react";
import { useRotateCredential } from "~/api/queries/repositories";
import type { CredentialView } from "~/api/types";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { CheckField, TextField } from "~/components/fields";
import { useToast } from "~/components/Toasts";
import { endOfDay } from "~/features/credential/credential";
import styles from "~/features/credential/Form.module.css";
import { HostKeys } from "~/features/credential/HostKeys";
import { SecretField } from "~/features/credential/SecretField";
import { list } from "~/lib/words";

interface Props {
  credential: CredentialView;
  onClose: () => void;
}

export function RotateCredential({ credential, onClose }: Props) {
  const { name, kind, repositories } = credential;
  const [secret, setSecret] = useState("");
  const [knownHosts, setKnownHosts] = useState("");
  const [expires, setExpires] = useState("");
  const [isUntested, setUntested] = useState(false);
  const [isTried, setTried] = useState(false);
  const rotate = useRotateCredential(name);
  const toast = useToast();
  const problem = secret.trim() === "" ? "the new secret is needed" : undefined;

  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (problem || rotate.isPending) return;
    rotate.mutate(
      {
        secret,
        ...(knownHosts.trim() ? { known_hosts: knownHosts } : {}),
        ...(endOfDay(expires) ? { expires_at: endOfDay(expires) } : {}),
        ...(isUntested ? { untested: true } : {}),
      },
      {
        onSuccess: () => {
          toast(`${name} has its new secret${isUntested ? ", not tested" : ""}.`);
          onClose();
        },
      },
    );
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Rotate the secret of ${name}`}
      description={
        repositories.length === 0
          ? "No repository uses it, so there is nothing to test it with."
          : `The new one is tested live with ${list(repositories)} first. If that fails, the old one is kept.`
      }
    >
      <form onSubmit={send} noValidate autoComplete="off" className={styles.form}>
        <SecretField kind={kind} value={secret} onChange={setSecret} error={isTried ? problem : undefined} />
        {kind === "ssh-key" && (
          <HostKeys
            host={credential.host ?? ""}
            value={knownHosts}
            onChange={setKnownHosts}
            hint="If left empty, the present ones are kept."
          />
        )}
        <TextField
          label="Expires"
          type="date"
          hint="The last day the new one is valid; unknown if left empty."
          value={expires}
          onChange={setExpires}
        />
        {repositories.length > 0 && (
          <CheckField
            label="Store it without testing"
            hint="For a host that cannot be reached at the moment. If the secret does not work, nothing is read or published until it is rotated again."
            isChecked={isUntested}
            onChange={setUntested}
          />
        )}
        {rotate.error && <ErrorView error={rotate.error} />}
        <SubmitActions onCancel={onClose} isBusy={rotate.isPending}>
          {isUntested || repositories.length === 0 ? "Rotate secret" : "Test and rotate secret"}
        </SubmitActions>
      </form>
    </Dialog>
  );
}
