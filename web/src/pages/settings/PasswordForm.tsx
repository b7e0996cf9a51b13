/** A new password; every other session ends with it. */
import { type FormEvent, useState } from "react";
import { useChangePassword } from "~/api/queries/me";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { TextField } from "~/components/fields";
import { useToast } from "~/components/Toasts";
import { passwordProblem, repeatProblem, SHORTEST_PASSWORD } from "~/features/account/account";
import { useWait } from "~/features/account/countdown";
import styles from "./Settings.module.css";

export function PasswordForm({ login }: { login: string }) {
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [repeated, setRepeated] = useState("");
  const change = useChangePassword();
  const toast = useToast();
  const wait = useWait(change.error);
  const problems = { password: passwordProblem(password), repeated: repeatProblem(password, repeated) };
  const isReady = current !== "" && !problems.password && !problems.repeated && wait === 0;

  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady || change.isPending) return;
    change.mutate(
      { current, new: password },
      {
        onSuccess: () => {
          setCurrent("");
          setPassword("");
          setRepeated("");
          change.reset();
          toast("The password is changed; your other sessions ended.");
        },
      },
    );
  };
  return (
    <section className={styles.section} aria-labelledby="password">
      <h2 id="password">Password</h2>
      <p className="soft">Your other sessions end with the old one. API tokens stay.</p>
      <form onSubmit={send} noValidate className={styles.form}>
        <input type="text" name="username" autoComplete="username" value={login} readOnly hidden />
        <TextField
          label="Current password"
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
        />
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          hint={`At least ${SHORTEST_PASSWORD} characters; a few words make a good one.`}
          error={password === "" ? undefined : problems.password}
          value={password}
          onChange={setPassword}
        />
        <TextField
          label="New password again"
          type="password"
          autoComplete="new-password"
          error={repeated === "" ? undefined : problems.repeated}
          value={repeated}
          onChange={setRepeated}
        />
        {change.error && <ErrorView error={change.error} />}
        <div>
          <Button type="submit" look="primary" isBusy={change.isPending} disabled={!isReady}>
            Change the password
          </Button>
        </div>
      </form>
    </section>
  );
}
