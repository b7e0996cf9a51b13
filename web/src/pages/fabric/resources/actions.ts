/** What can be done with several resources at once. Pure. */
import type { ResourceView } from "~/api/types";
import type { DraftAction } from "~/features/drafting/DraftDialog";

/** What fits all of them: what is in comments can only be taken out of them or deleted. */
export function actionsFor(resources: readonly ResourceView[]): DraftAction[] {
  const off = resources.filter(({ state }) => state === "commented out").length;
  if (off === 0) return ["comment-out", "delete"];
  return off === resources.length ? ["uncomment", "delete"] : ["delete"];
}
