/** Takes decisions back, one after the other, and says what became of each. */
import { useState } from "react";
import { useReopen } from "~/api/queries/conflicts";
import { forgetDecided } from "./lastDecided";
import type { Taken } from "./takenBack";

export function useTakeBack() {
  const { mutateAsync } = useReopen();
  const [isBusy, setBusy] = useState(false);
  const takeBack = async (ids: readonly number[]): Promise<Taken> => {
    setBusy(true);
    const done: Taken = { open: 0, superseded: 0, refused: [] };
    for (const id of ids) {
      try {
        const { state } = await mutateAsync(id);
        if (state === "superseded") done.superseded += 1;
        else done.open += 1;
      } catch (error) {
        done.refused.push(error instanceof Error ? error.message : String(error));
      }
    }
    forgetDecided(ids);
    setBusy(false);
    return done;
  };
  return { takeBack, isBusy };
}
