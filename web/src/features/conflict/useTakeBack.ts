/** Takes decisions back, and gives what became of each in words. */
import { useState } from "react";
import { useReopen } from "~/api/queries/conflicts";
import { forgetDecided } from "./lastDecided";
import { type Decision, takeBack, takenBackWords } from "./takenBack";

export function useTakeBack() {
  const { mutateAsync } = useReopen();
  const [isBusy, setBusy] = useState(false);
  const take = async (decisions: readonly Decision[]): Promise<string> => {
    setBusy(true);
    const taken = await takeBack(decisions, (id) => mutateAsync(id));
    forgetDecided(decisions.map(({ id }) => id));
    setBusy(false);
    return takenBackWords(taken);
  };
  return { takeBack: take, isBusy };
}
