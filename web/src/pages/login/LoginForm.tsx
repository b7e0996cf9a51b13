/** Login and password, and what the server says to them. */
import { type FormEvent, useEffect, useRef, useState } from "react";
import { asProblem, ProblemError } from "~/api/problem";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { TextField } from "~/components/fields";
import { useWait } from "~/features/account/countdown";
import styles from "~/features/account/Entrance.module.css";

export interface Picked {
  login: string;
}

interface Props {
  /** Who logs in, where that is known. */
  login?: string;
  /** Who was picked to log in: filled in, and may be typed over. */
  picked?: Picked;
  /** Fails with the server's problem. */
  onSend: (typed: { login: string; password: string }) => Promise<unknown>;
}

export function LoginForm({ login: known, picked, onSend }: Props) {
  const [login, setLogin] = useState(known ?? "");
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const form = useRef<HTMLFormElement>(null);
  const wait = useWait(error);

  useEffect(() => {
    form.current?.querySelector<HTMLInputElement>("input:not([readonly])")?.focus();
  }, []);

  useEffect(() => {
    if (picked === undefined) return;
    setLogin(picked.login);
    form.current?.querySelector<HTMLInputElement>("input[type=password]")?.focus();
  }, [picked]);

  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy || wait > 0) return;
    setBusy(true);
    setError(undefined);
    try {
      await onSend({ login: login.trim(), password });
    } catch (failure) {
      setError(failure);
      // a password that does not fit is typed anew; one that nobody looked at stays
      if (asProblem(failure).status === 401) {
        setPassword("");
        form.current?.querySelector<HTMLInputElement>("input[type=password]")?.focus();
      }
    } finally {
      setBusy(false);
    }
  };

  return (
    <form ref={form} onSubmit={send} className={styles.form}>
      <TextField
        label="Login"
        name="login"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        readOnly={known !== undefined}
        value={login}
        onChange={setLogin}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={setPassword}
      />
      {error !== undefined && <ErrorView error={shownOf(error)} />}
      <Button type="submit" look="primary" isBusy={isBusy} disabled={wait > 0}>
        {wait > 0 ? `Log in (in ${wait} s)` : "Log in"}
      </Button>
    </form>
  );
}

/** What is shown of a failure: without the seconds to wait, which the button counts down. */
function shownOf(error: unknown): unknown {
  const problem = asProblem(error);
  const { status, title, detail } = problem;
  // who logs in knows that nobody is logged in
  if (status === 401) return new ProblemError(-1, detail ?? title, undefined);
  return problem.retryAfter === undefined ? error : new ProblemError(status, title, detail);
}
