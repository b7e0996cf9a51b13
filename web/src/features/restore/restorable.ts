/** Which entry of a resource's history it can be restored to. Pure. */
import type { HistoryEntry } from "~/api/types";

/** Whether the resource was something else than it is now there: a commit that deleted it does not have it. */
export function isRestorable(entry: Pick<HistoryEntry, "what">, isNewest: boolean): boolean {
  return !isNewest && entry.what !== "deleted";
}
