/** Says that drafts were saved, with the way back: what was saved is undone from where it is said. */
import { type ReactNode, useCallback } from "react";
import { useUndoSave } from "~/api/queries/changes";
import type { ChangeView } from "~/api/types";
import { Button } from "~/components/Button";
import { useToast } from "~/components/Toasts";

/** Says something of a change that was just saved in. */
export function useSaid(): (words: ReactNode, saved: ChangeView) => void {
  const say = useToast();
  return useCallback((words, saved) => say(<Said words={words} saved={saved} />), [say]);
}

function Said({ words, saved }: { words: ReactNode; saved: ChangeView }) {
  const undo = useUndoSave();
  const save = saved.last_save?.id;
  if (undo.isSuccess) return <>It is undone.</>;
  return (
    <span className="line">
      <span>{undo.error ? undo.error.message : words}</span>
      {save !== undefined && !undo.error && (
        <Button isBusy={undo.isPending} onClick={() => undo.mutate({ change: saved.id, save })}>
          Undo
        </Button>
      )}
    </span>
  );
}
