/** The session ended under an open page: the same person logs in over it, and what was typed is still there. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { forgetSession, useMe } from "~/api/queries/me";
import { useLogInAgain } from "~/api/queries/session";
import { Button } from "~/components/Button";
import { Dialog } from "~/components/Dialog";
import { sessionBegan, useSessionEnded } from "~/lib/ended";
import { LoginForm } from "./LoginForm";

export function SessionEnded() {
  const hasEnded = useSessionEnded();
  const me = useMe();
  const logInAgain = useLogInAgain();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const href = useRouterState({ select: (state) => state.location.href });
  if (!hasEnded || !me) return null;

  const leave = async () => {
    sessionBegan();
    await navigate({ to: "/login", search: href === "/" ? {} : { next: href } });
    forgetSession(queries);
  };
  return (
    <Dialog
      isOpen
      onClose={() => void leave()}
      title="Your session ended"
      description="Log in again to continue. The page behind this is as you left it; what you typed is still there."
    >
      <LoginForm
        login={me.login}
        onSend={async (typed) => {
          await logInAgain(typed);
          sessionBegan();
        }}
      />
      <div>
        <Button look="quiet" onClick={() => void leave()}>
          Log in as somebody else
        </Button>
      </div>
    </Dialog>
  );
}
