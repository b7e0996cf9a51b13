/** Gives somebody a new password, for those who forgot theirs. */
import { type FormEvent, useState } from "react";
import { useUpdateUser } from "~/api/queries/people";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { useToast } from "~/components/Toasts";
import { passwordProblem } from "~/features/account/account";
import { NewPassword } from "./NewPassword";
import styles from "./People.module.css";

export function SetPassword({ login }: { login: string }) {
  const [isOpen, setOpen] = useState(false);
  const [password, setPassword] = useState("");
  const update = useUpdateUser(login);
  const toast = useToast();
  const problem = passwordProblem(password);

  if (!isOpen) {
    return (
      <div className={styles.more}>
        <div>
          <Button icon="lock" onClick={() => setOpen(true)}>
            Set a new password
          </Button>
        </div>
      </div>
    );
  }
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (problem || update.isPending) return;
    update.mutate(
      { password },
      {
        onSuccess: () => {
          toast(`${login} has a new password; their sessions ended.`);
          setPassword("");
          setOpen(false);
          update.reset();
        },
      },
    );
  };
  return (
    <form onSubmit={send} noValidate autoComplete="off" className={styles.more}>
      <NewPassword
        label="New password"
        value={password}
        onChange={setPassword}
        error={password === "" ? undefined : problem}
      />
      <p className="muted small">All their sessions end.</p>
      {update.error && <ErrorView error={update.error} />}
      <div className="line">
        <Button type="submit" look="primary" isBusy={update.isPending} disabled={problem !== undefined}>
          Set the password
        </Button>
        <Button look="quiet" onClick={() => setOpen(false)}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
