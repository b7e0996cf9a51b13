/** What the bar says of a change: what is in it, and whether it can go. Pure. */
import type { ChangeView, DiffView } from "~/api/types";
import { conflictsOf } from "~/features/change/outlook";
import { problemsOf } from "~/features/change/problems";
import { evidenceWords, foundWords } from "~/features/finding/evidence";
import { count } from "~/lib/words";

export interface Said {
  text: string;
  /** Something has to be done before it can go. */
  isHeld: boolean;
}

/** More edits than these are checked on the change's own page. */
export const CHECKED_AT_ONCE = 100;

/** `diff` is what was checked, where that is known already. */
export function barWords(
  { state, drafts, conflicts }: Pick<ChangeView, "state" | "drafts" | "conflicts">,
  diff: DiffView | undefined,
): Said[] {
  const edits = { text: drafts.length === 0 ? "no edits left" : count(drafts.length, "edit"), isHeld: false };
  if (drafts.length === 0) return [edits];
  const open = Math.max(conflicts, diff ? conflictsOf(diff) : 0);
  if (open > 0) return [edits, { text: `${count(open, "conflict")} to decide`, isHeld: true }];
  const problems = problemsOf(diff);
  if (problems.length === 0) {
    if (state === "awaiting approval") return [edits, { text: "waits for another person's approval", isHeld: false }];
    if (drafts.length > CHECKED_AT_ONCE) return [edits, { text: "checked on its page", isHeld: false }];
  }
  if (!diff) return [edits, { text: "being checked …", isHeld: false }];
  const found = foundWords([...problems, ...(diff.warnings ?? [])]);
  return [
    edits,
    ...(found ? [{ text: found, isHeld: problems.length > 0 }] : []),
    { text: evidenceWords(diff), isHeld: false },
  ];
}

/** The fabric that an address is in. */
export function fabricIn(pathname: string): string | undefined {
  const fabric = /^\/fabrics\/([^/]+)/.exec(pathname)?.[1];
  try {
    return fabric === undefined ? undefined : decodeURIComponent(fabric);
  } catch {
    return undefined;
  }
}
