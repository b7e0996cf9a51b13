/** Which of the changes that a run published can be reverted. Pure. */
import type { ChangeView, RunView } from "~/api/types";
import { mayRevert } from "~/features/change/standing";
import type { Who } from "~/features/permissions/whyNot";
import { summaryOf } from "./summary";

/** Only those that are known to be in Git still, by who may edit there. */
export function revertible(run: RunView, changes: readonly ChangeView[], who: Who): ChangeView[] {
  const ids = new Set(summaryOf(run, changes).published.flatMap(({ id }) => id ?? []));
  return changes.filter((change) => ids.has(change.id) && mayRevert(change, who));
}
