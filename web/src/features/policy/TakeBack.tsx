/** Takes back what a rule decided, as long as nothing was published of it; asked before, told after. */
import { useState } from "react";
import { useFabrics } from "~/api/queries/fabrics";
import { useUndoPolicy } from "~/api/queries/policies";
import type { PolicyUndone, RuleUsed } from "~/api/types";
import { Button } from "~/components/Button";
import { ConfirmDialog, Dialog, DialogActions } from "~/components/Dialog";
import { Marked } from "~/components/Marked";
import { count, sentence } from "~/lib/words";

interface Props {
  /** Null: of the policy for all fabrics, in each of them. */
  fabric: string | null;
  used: RuleUsed;
  /** How often it decided in the last thirty days. */
  times: number;
  /** The rule, in the words of a sentence. */
  name: string;
}

export function TakeBack({ fabric, used, times, name }: Props) {
  const [isAsked, setAsked] = useState(false);
  const [done, setDone] = useState<PolicyUndone>();
  const undo = useUndoPolicy();
  const fabrics = useFabrics().data ?? [];
  if (times === 0 && !done) return null;
  const all = fabric === null ? fabrics.map((one) => one.fabric) : [fabric];
  const confirm = async () => {
    const sum: PolicyUndone = { reopened: [], refused: [], more: false };
    for (const one of all) {
      const undone = await undo.mutateAsync({ fabric: one, used });
      sum.reopened.push(...undone.reopened);
      sum.refused.push(...undone.refused);
      sum.more ||= undone.more;
    }
    setDone(sum);
  };
  return (
    <>
      <Button look="quiet" onClick={() => setAsked(true)} aria-label={`Undo what ${name} decided`}>
        Undo
      </Button>
      <ConfirmDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={`Undo what ${name} decided?`}
        action="Undo decisions"
        onConfirm={confirm}
      >
        It decided {count(times, "conflict")} in the last 30 days. Those of changes that are not published are open
        again, and are left to people. The rule stays as it is.
      </ConfirmDialog>
      {done && !isAsked && (
        <Dialog isOpen onClose={() => setDone(undefined)} title={`What ${name} decided is undone`}>
          <p role="status">
            {sentence(
              `${count(done.reopened.length, "conflict")} ${done.reopened.length === 1 ? "is" : "are"} open again`,
            )}
            {done.more && " There are more: undo again."}
          </p>
          {done.refused.length > 0 && (
            <>
              <p>Not opened again:</p>
              <ul>
                {done.refused.slice(0, 20).map((why) => (
                  <li key={why}>
                    <Marked text={sentence(why)} />
                  </li>
                ))}
                {done.refused.length > 20 && <li className="muted">and {done.refused.length - 20} more</li>}
              </ul>
            </>
          )}
          <DialogActions>
            <Button look="primary" onClick={() => setDone(undefined)}>
              Close
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  );
}
