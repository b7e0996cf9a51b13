/** The log-in: leads back to where one was. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useLogIn, useSetupNeeded } from "~/api/queries/me";
import { ButtonLink } from "~/components/Button";
import { Entrance } from "~/features/account/Entrance";
import { sessionBegan } from "~/lib/ended";
import { backTo } from "./backTo";
import { DemoPeople } from "./DemoPeople";
import { forgetPassword, knownPassword, rememberPassword } from "./demoPassword";
import { LoginForm, type Picked } from "./LoginForm";

export function LoginPage() {
  const { next } = useSearch({ from: "/login" });
  const navigate = useNavigate();
  const { mutateAsync } = useLogIn();
  const setup = useSetupNeeded();
  const demo = setup.data?.demo ?? [];
  // an object: who is picked again is filled in again
  const [picked, setPicked] = useState<Picked>();
  useEffect(sessionBegan, []);

  const logIn = async (typed: { login: string; password: string }) => {
    await mutateAsync(typed);
    rememberPassword(demo, typed);
    await navigate({ href: backTo(next), replace: true });
  };
  const choose = async (login: string) => {
    const password = knownPassword();
    try {
      if (password !== undefined) return await logIn({ login, password });
    } catch {
      // it is typed then
      forgetPassword();
    }
    setPicked({ login });
  };

  if (setup.data?.needed) return <NobodyYet />;
  return (
    <Entrance title="Log in">
      {demo.length > 0 && <DemoPeople people={demo} onChoose={(login) => void choose(login)} />}
      <LoginForm {...(picked ? { picked } : {})} onSend={logIn} />
      {demo.length === 0 && (
        <p className="muted small">
          An administrator creates accounts and sets new passwords. Programs use API tokens instead.
        </p>
      )}
    </Entrance>
  );
}

function NobodyYet() {
  return (
    <Entrance title="Nobody has an account yet">
      <p className="soft">
        The first administrator is created with a code that only the operator of the server can read: it is in the file{" "}
        <code>setup-code</code> of the server's data directory.
      </p>
      <ButtonLink look="primary" to="/setup">
        Create the first administrator
      </ButtonLink>
    </Entrance>
  );
}
