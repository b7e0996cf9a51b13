/** Says that conflicts were decided, with the way back: a decision is taken back from where it is said. */
import { type ReactNode, useCallback, useState } from "react";
import type { ConflictView } from "~/api/types";
import { Button } from "~/components/Button";
import { useToast } from "~/components/Toasts";
import { count } from "~/lib/words";
import { rememberDecided } from "./lastDecided";
import { decisionOf } from "./madeDraft";
import { isReversible } from "./set";
import type { Decision } from "./takenBack";
import { useTakeBack } from "./useTakeBack";

/** Says that these were decided just now; nothing where none of the decisions can be taken back. */
export function useDecided(): (decided: readonly ConflictView[]) => void {
  const say = useToast();
  return useCallback(
    (decided) => {
      const undoable = decided.filter(isReversible);
      if (undoable.length === 0) return;
      rememberDecided(undoable.map((one) => ({ ...decisionOf(one), change: one.change_id })));
      const words = `${count(decided.length, "conflict is", "conflicts are")} decided.`;
      say(<Said words={words} decisions={undoable.map(decisionOf)} />);
    },
    [say],
  );
}

function Said({ words, decisions }: { words: ReactNode; decisions: readonly Decision[] }) {
  const { takeBack, isBusy } = useTakeBack();
  const [became, setBecame] = useState<string>();
  if (became !== undefined) return <>{became}</>;
  const undo = async () => setBecame(await takeBack(decisions));
  return (
    <span className="line">
      <span>{words}</span>
      <Button isBusy={isBusy} title={`Undo ${count(decisions.length, "decision")}`} onClick={() => void undo()}>
        Undo
      </Button>
    </span>
  );
}
