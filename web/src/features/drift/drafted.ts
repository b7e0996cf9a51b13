/** Which open change has a draft of a resource that drifted: it may be settled there already. Pure. */
import type { ChangeView } from "~/api/types";
import { editName, type Named } from "~/features/resource/identity";
import type { DriftRow } from "./rows";

export type DraftedIn = Pick<ChangeView, "id" | "change">;

/** The change with the newest draft of each resource, by the row's id. */
export function draftedIn(changes: readonly ChangeView[], rows: readonly DriftRow[]): ReadonlyMap<string, DraftedIn> {
  const newest = new Map<string, { change: ChangeView; at: number }>();
  for (const change of changes) {
    for (const draft of change.drafts) {
      const key = keyOf(change.fabric, draft);
      if (draft.updated_at >= (newest.get(key)?.at ?? 0)) newest.set(key, { change, at: draft.updated_at });
    }
  }
  const found = new Map<string, DraftedIn>();
  for (const { id, fabric, drift } of rows) {
    const draft = newest.get(keyOf(fabric, drift));
    if (draft) found.set(id, draft.change);
  }
  return found;
}

function keyOf(fabric: string, of: Named): string {
  return `${fabric} ${editName(of)}`;
}
