/** Asks before somebody leaves with unsaved text. */
import { useBlocker } from "@tanstack/react-router";
import { Button } from "~/components/Button";
import { Dialog, DialogActions } from "~/components/Dialog";
import { useUnsaved } from "~/lib/late/unsaved";

interface Props {
  isDirty: boolean;
  /** Whether an address still shows the text. */
  staysAt: (address: { pathname: string; search: Record<string, unknown> }) => boolean;
  onThrowAway: () => void;
}

export function LeaveGuard({ isDirty, staysAt, onThrowAway }: Props) {
  useUnsaved(isDirty);
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ next }) =>
      isDirty &&
      // an ended log-in leads there; the text is kept
      next.pathname !== "/login" &&
      !staysAt({ pathname: next.pathname, search: next.search as Record<string, unknown> }),
    enableBeforeUnload: () => isDirty,
    withResolver: true,
  });
  return (
    <Dialog
      isOpen={status === "blocked"}
      onClose={() => reset?.()}
      title="Leave with unsaved text?"
      description="It is kept in this browser tab until you save or discard it; nobody else sees it."
    >
      <DialogActions>
        <Button
          look="danger"
          onClick={() => {
            onThrowAway();
            proceed?.();
          }}
        >
          Discard text
        </Button>
        <Button onClick={() => proceed?.()}>Leave and keep text</Button>
        <Button look="primary" onClick={() => reset?.()}>
          Stay on this page
        </Button>
      </DialogActions>
    </Dialog>
  );
}
