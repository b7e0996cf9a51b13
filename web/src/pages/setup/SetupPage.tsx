/** First run: the first administrator, made with the code that only who runs the server can see. */
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useSetup, useSetupNeeded } from "~/api/queries/me";
import { Button, ButtonLink } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";
import { ErrorView } from "~/components/ErrorView";
import { TextField } from "~/components/fields";
import {
  emailProblem,
  loginProblem,
  nameProblem,
  passwordProblem,
  repeatProblem,
  SHORTEST_PASSWORD,
} from "~/features/account/account";
import { Entrance } from "~/features/account/Entrance";
import styles from "~/features/account/Entrance.module.css";
import { codeIn, hideCode } from "./code";

export function SetupPage() {
  const [linked] = useState(() => codeIn(location.hash));
  useEffect(hideCode, []);
  const needed = useSetupNeeded();
  if (needed.data?.needed === false) {
    return (
      <Entrance title="Set up">
        <EmptyState title="This server is set up" action={<ButtonLink to="/login">Log in</ButtonLink>}>
          An administrator creates further accounts, under <em>People</em>.
        </EmptyState>
      </Entrance>
    );
  }
  return (
    <Entrance title="Create the first administrator">
      <p className="soft">
        This account may do everything: connect repositories and fabrics, and create accounts for others.
      </p>
      <SetupForm linked={linked} />
    </Entrance>
  );
}

function SetupForm({ linked }: { linked: string }) {
  const [code, setCode] = useState(linked);
  const [login, setLogin] = useState("");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [repeated, setRepeated] = useState("");
  const [isTried, setTried] = useState(false);
  const setup = useSetup();
  const navigate = useNavigate();
  const form = useRef<HTMLFormElement>(null);

  const problems = {
    code: code.trim() === "" ? "the code is needed" : undefined,
    login: loginProblem(login),
    name: nameProblem(name),
    email: emailProblem(email),
    password: passwordProblem(password),
    repeated: repeatProblem(password, repeated),
  };
  const shown = isTried ? problems : ({} as Partial<typeof problems>);

  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const first = Object.entries(problems).find(([, problem]) => problem !== undefined)?.[0];
    if (first) return form.current?.querySelector<HTMLInputElement>(`input[name="${first}"]`)?.focus();
    if (setup.isPending) return;
    setup.mutate(
      { code: code.trim(), login: login.trim(), name: name.trim(), email: email.trim(), password },
      { onSuccess: () => void navigate({ to: "/", replace: true }) },
    );
  };

  return (
    <form ref={form} onSubmit={send} noValidate className={styles.form}>
      {linked === "" && (
        <TextField
          label="Set-up code"
          name="code"
          isMono
          autoComplete="off"
          spellCheck={false}
          hint="In the file setup-code of the server's data directory; it can be used once."
          error={shown.code}
          value={code}
          onChange={setCode}
        />
      )}
      <TextField
        label="Login"
        name="login"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        error={shown.login}
        value={login}
        onChange={setLogin}
      />
      <TextField
        label="Name"
        name="name"
        autoComplete="name"
        hint="Shown in commits as their author."
        error={shown.name}
        value={name}
        onChange={setName}
      />
      <TextField
        label="E-mail address"
        name="email"
        type="email"
        autoComplete="email"
        hint="Shown in commits beside the name; everybody who can read the repository sees it."
        error={shown.email}
        value={email}
        onChange={setEmail}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        hint={`At least ${SHORTEST_PASSWORD} characters; a few words make a good one.`}
        error={shown.password ?? (password === "" ? undefined : problems.password)}
        value={password}
        onChange={setPassword}
      />
      <TextField
        label="Password again"
        name="repeated"
        type="password"
        autoComplete="new-password"
        error={shown.repeated ?? (repeated === "" ? undefined : problems.repeated)}
        value={repeated}
        onChange={setRepeated}
      />
      {setup.error && <ErrorView error={setup.error} />}
      <Button type="submit" look="primary" isBusy={setup.isPending}>
        Create administrator
      </Button>
    </form>
  );
}
