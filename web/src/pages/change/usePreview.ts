/**
 * The diff that a person looks at, and what became of it. When the branch moves it is computed anew: then it says so, until
 * the person has taken note (what was previewed is what is applied).
 */
import { useCallback, useEffect, useState } from "react";
import { useChangeDiff } from "~/api/queries/changes";
import type { DiffView } from "~/api/types";

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

export function usePreview(change: string, isWanted: boolean) {
  const query = useChangeDiff(change, isWanted);
  const now = query.data;
  const [seen, setSeen] = useState<DiffView>();
  useEffect(() => {
    // edits of one's own are no news; only another head is
    setSeen((before) => (before === undefined || before.head === now?.head ? now : before));
  }, [now]);
  const takeNote = useCallback(() => setSeen(now), [now]);
  return { query, diff: isWanted ? now : undefined, moved: isWanted ? movedSince(seen, now) : undefined, takeNote };
}
