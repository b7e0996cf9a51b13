/** Stores a credential. */
import { type FormEvent, useState } from "react";
import { useAddCredential } from "~/api/queries/repositories";
import type { CredentialView } from "~/api/types";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { RadioField, TextField } from "~/components/fields";
import { useToast } from "~/components/Toasts";
import { endOfDay } from "./credential";
import styles from "./Form.module.css";
import { HostKeys } from "./HostKeys";
import { SecretField } from "./SecretField";

interface Props {
  onClose: () => void;
  /** What the name of the stored one is needed for. */
  onAdded?: (name: string) => void;
}

export function AddCredential({ onClose, onAdded }: Props) {
  const [name, setName] = useState("");
  const [kind, setKind] = useState<CredentialView["kind"]>("token");
  const [user, setUser] = useState("");
  const [host, setHost] = useState("");
  const [secret, setSecret] = useState("");
  const [knownHosts, setKnownHosts] = useState("");
  const [expires, setExpires] = useState("");
  const [isTried, setTried] = useState(false);
  const add = useAddCredential();
  const toast = useToast();

  const nameProblem = /^[A-Za-z0-9_.-]+$/.test(name.trim()) ? undefined : "letters, digits, -, _ and .";
  const secretProblem = secret.trim() === "" ? "the secret is needed" : undefined;
  const keysProblem =
    kind === "ssh-key" && knownHosts.trim() === "" ? "an SSH key needs the keys of its host" : undefined;

  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (nameProblem || secretProblem || keysProblem || add.isPending) return;
    add.mutate(
      {
        name: name.trim(),
        kind,
        secret,
        ...(kind === "token" && user.trim() ? { user: user.trim() } : {}),
        ...(host.trim() ? { host: host.trim() } : {}),
        ...(kind === "ssh-key" ? { known_hosts: knownHosts } : {}),
        ...(endOfDay(expires) ? { expires_at: endOfDay(expires) } : {}),
      },
      {
        onSuccess: (stored) => {
          toast(`${stored.name} is stored, sealed.`);
          onAdded?.(stored.name);
          onClose();
        },
      },
    );
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Add a credential"
      description="It is tested when a repository uses it. It is sent to its one host only."
    >
      <form onSubmit={send} noValidate autoComplete="off" className={styles.form}>
        <TextField
          label="Name"
          autoComplete="off"
          spellCheck={false}
          placeholder="deploy"
          error={isTried ? nameProblem : undefined}
          value={name}
          onChange={setName}
        />
        <RadioField
          label="Kind"
          value={kind}
          options={[
            { value: "token", label: "Token or password, for https://" },
            { value: "ssh-key", label: "SSH key" },
          ]}
          onChange={(next) => {
            // what was typed for one kind is no secret of the other
            setSecret("");
            setKind(next);
          }}
        />
        <SecretField kind={kind} value={secret} onChange={setSecret} error={isTried ? secretProblem : undefined} />
        {kind === "token" && (
          <TextField
            label="User name"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            hint="If the host requires one with the token."
            value={user}
            onChange={setUser}
          />
        )}
        <TextField
          label="Host"
          isMono
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="git.example.net"
          hint="The only host it is sent to. If left out: the host of the first repository that uses it."
          value={host}
          onChange={setHost}
        />
        {kind === "ssh-key" && (
          <HostKeys
            host={host.trim()}
            value={knownHosts}
            onChange={setKnownHosts}
            error={isTried ? keysProblem : undefined}
          />
        )}
        <TextField
          label="Expires"
          type="date"
          hint="The last day it is valid, if the host set one: Hedgerow warns 14 days ahead."
          value={expires}
          onChange={setExpires}
        />
        {add.error && <ErrorView error={add.error} />}
        <SubmitActions onCancel={onClose} isBusy={add.isPending}>
          Store credential
        </SubmitActions>
      </form>
    </Dialog>
  );
}
