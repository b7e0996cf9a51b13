/** What is known beside the secret. */
import { type FormEvent, useState } from "react";
import { useUpdateCredential } from "~/api/queries/repositories";
import type { CredentialSettings, CredentialView } from "~/api/types";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { TextField } from "~/components/fields";
import { endOfDay } from "~/features/credential/credential";
import styles from "~/features/credential/Form.module.css";
import { day } from "~/lib/time";

interface Props {
  credential: CredentialView;
  onClose: () => void;
}

export function EditCredential({ credential, onClose }: Props) {
  const before = {
    user: credential.user ?? "",
    host: credential.host ?? "",
    expires: credential.expires_at ? day(credential.expires_at) : "",
  };
  const [user, setUser] = useState(before.user);
  const [host, setHost] = useState(before.host);
  const [expires, setExpires] = useState(before.expires);
  const update = useUpdateCredential(credential.name);

  const send = (event: FormEvent) => {
    event.preventDefault();
    const body: CredentialSettings = {
      ...(user.trim() === before.user ? {} : { user: user.trim() || null }),
      ...(host.trim() === before.host ? {} : { host: host.trim() || null }),
      ...(expires === before.expires ? {} : { expires_at: endOfDay(expires) ?? null }),
    };
    if (Object.keys(body).length === 0) return onClose();
    update.mutate(body, { onSuccess: onClose });
  };

  return (
    <Dialog isOpen onClose={onClose} title={`Edit ${credential.name}`} description="Its secret does not change.">
      <form onSubmit={send} className={styles.form}>
        {credential.kind === "token" && (
          <TextField label="User name" autoComplete="off" spellCheck={false} value={user} onChange={setUser} />
        )}
        <TextField
          label="Host"
          isMono
          autoComplete="off"
          spellCheck={false}
          hint="The only host it is sent to."
          value={host}
          onChange={setHost}
        />
        <TextField label="Expires" type="date" value={expires} onChange={setExpires} />
        {update.error && <ErrorView error={update.error} />}
        <SubmitActions onCancel={onClose} isBusy={update.isPending}>
          Save description
        </SubmitActions>
      </form>
    </Dialog>
  );
}
