/** Asks before somebody leaves with a policy that is not saved. */
import { useBlocker } from "@tanstack/react-router";
import { Button } from "~/components/Button";
import { Dialog, DialogActions } from "~/components/Dialog";
import { useUnsaved } from "~/lib/late/unsaved";

interface Place {
  pathname: string;
  search: object;
}

const tabOf = ({ search }: Place) => ("tab" in search ? search.tab : undefined);

export function LeaveUnsaved({ isChanged }: { isChanged: boolean }) {
  useUnsaved(isChanged);
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      isChanged && (current.pathname !== next.pathname || tabOf(current) !== tabOf(next)),
    enableBeforeUnload: () => isChanged,
    withResolver: true,
  });
  return (
    <Dialog
      isOpen={status === "blocked"}
      onClose={() => reset?.()}
      title="Leave with a policy that is not saved?"
      description="Your edits are dropped."
    >
      <DialogActions>
        <Button look="danger" onClick={() => proceed?.()}>
          Drop edits and leave
        </Button>
        <Button look="primary" onClick={() => reset?.()}>
          Stay
        </Button>
      </DialogActions>
    </Dialog>
  );
}
