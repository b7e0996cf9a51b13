/** Into which open change a resource that drifted was taken. Pure. */
import type { ChangeView } from "~/api/types";
import { isSameResource } from "~/features/resource/identity";
import type { DriftRow } from "./rows";

export type TakenInto = Pick<ChangeView, "id" | "change">;

/** The change with the newest draft of each resource, by the row's id. */
export function takenInto(changes: readonly ChangeView[], rows: readonly DriftRow[]): ReadonlyMap<string, TakenInto> {
  const drafts = changes
    .flatMap((change) => change.drafts.map((draft) => ({ change, draft })))
    .sort((a, b) => b.draft.updated_at - a.draft.updated_at);
  const found = new Map<string, TakenInto>();
  if (drafts.length === 0) return found;
  for (const { id, fabric, drift } of rows) {
    const into = drafts.find(({ change, draft }) => change.fabric === fabric && isSameResource(draft, drift));
    if (into) found.set(id, into.change);
  }
  return found;
}
