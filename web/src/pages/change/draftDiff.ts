/** What a change's draft of a resource changes of the text that it was started from. Pure. */
import type { ResourceDetail } from "~/api/types";
import { spokenName } from "~/features/resource/identity";
import { unifiedDiff } from "~/lib/diff/unified";

type Detail = Pick<ResourceDetail, "kind" | "namespace" | "name" | "drafts">;

export interface DraftDiff {
  /** A unified diff. Its lines are those of the resource alone: it is named, not the file that may have others too. */
  diff: string;
  /** The text that the draft was started from. */
  before: string;
}

/** Nothing where the change has no draft of it, or one that changes nothing. */
export function draftDiff(detail: Detail, change: string): DraftDiff | undefined {
  const draft = detail.drafts.find(({ change_id }) => change_id === change);
  if (!draft) return undefined;
  const before = draft.base_text ?? "";
  const diff = unifiedDiff(spokenName(detail), before, draft.text ?? "");
  return diff === "" ? undefined : { diff, before };
}
