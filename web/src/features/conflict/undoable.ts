/** Which decisions can be taken back at once. Pure. */
import type { ConflictView } from "~/api/types";
import { isReversible, partiesOf } from "./set";

/** Only what leaves nothing behind: a decision with the cluster also made a draft, which stays. */
export function isUndoable(conflict: ConflictView): boolean {
  return isReversible(conflict) && partiesOf(conflict) === "draft";
}
