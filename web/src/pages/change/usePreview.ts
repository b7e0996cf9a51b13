/**
 * The diff that a person looks at, and what became of it. When the branch moves it is computed anew: then it says so, until
 * the person has taken note (what was previewed is what is applied).
 */
import { useCallback, useEffect, useState } from "react";
import { usePreviewDiff } from "~/api/queries/diff";
import type { ChangeView, DiffView } from "~/api/types";
import { isEditable } from "~/features/change/states";

export interface Moved {
  from: string;
  to: string;
  /** Whether the diff is the same as before, though the branch moved. */
  isSame: boolean;
}

/** What to tell when this is the diff now, and that was looked at. Pure. */
export function movedSince(
  seen: Pick<DiffView, "head" | "diff"> | undefined,
  now: Pick<DiffView, "head" | "diff"> | undefined,
): Moved | undefined {
  if (!seen?.head || !now?.head || seen.head === now.head) return undefined;
  return { from: seen.head, to: now.head, isSame: seen.diff === now.diff };
}

export function usePreview(change: ChangeView) {
  const isWanted = isEditable(change.state) && change.drafts.length > 0;
  const query = usePreviewDiff(change, isWanted);
  const shown = query.data;
  const isOld = query.isPlaceholderData || query.isFetching;
  const [seen, setSeen] = useState<DiffView>();
  useEffect(() => {
    // edits of one's own are no news; only another head is
    if (!isOld) setSeen((before) => (before === undefined || before.head === shown?.head ? shown : before));
  }, [shown, isOld]);
  const takeNote = useCallback(() => setSeen(shown), [shown]);
  return {
    /** What can be looked at; of before, while another is computed. */
    shown,
    isOld,
    /** What may be published; nothing while another is computed, or could not be. */
    diff: isWanted && !isOld && !query.error ? shown : undefined,
    moved: isWanted && !isOld ? movedSince(seen, shown) : undefined,
    takeNote,
    error: query.error,
    retry: () => void query.refetch(),
  };
}

export type PreviewState = ReturnType<typeof usePreview>;
