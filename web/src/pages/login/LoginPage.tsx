/** The log-in: leads back to where one was. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { useLogIn, useSetupNeeded } from "~/api/queries/me";
import { EmptyState } from "~/components/EmptyState";
import { backTo } from "./backTo";
import { Entrance } from "./Entrance";
import { sessionBegan } from "./ended";
import { LoginForm } from "./LoginForm";

export function LoginPage() {
  const { next } = useSearch({ from: "/login" });
  const navigate = useNavigate();
  const { mutateAsync } = useLogIn();
  const setup = useSetupNeeded();
  useEffect(sessionBegan, []);

  if (setup.data?.needed) return <NobodyYet />;
  return (
    <Entrance title="Log in">
      <LoginForm
        onSend={async (typed) => {
          await mutateAsync(typed);
          await navigate({ href: backTo(next), replace: true });
        }}
      />
      <p className="muted small">
        An administrator makes accounts and sets new passwords. Programs use API tokens instead.
      </p>
    </Entrance>
  );
}

function NobodyYet() {
  return (
    <Entrance title="Nobody has an account yet">
      <EmptyState title="Open the link that the server printed at its start" command="cat DATA/setup-code">
        It ends in <code>/setup#code=…</code> and makes the first administrator. The code also stands in the file{" "}
        <code>setup-code</code> of the server's data directory; open <code>/setup</code> and type it there.
      </EmptyState>
    </Entrance>
  );
}
