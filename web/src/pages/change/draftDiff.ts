/** What a change's draft of a resource changes of the text that it was started from. Pure. */
import type { ResourceDetail } from "~/api/types";
import { spokenName } from "~/features/resource/identity";
import { unifiedDiff } from "~/lib/diff/unified";

type Detail = Pick<ResourceDetail, "kind" | "namespace" | "name" | "path" | "drafts">;

/** A unified diff; no text where the change has no draft of it. */
export function draftDiff(detail: Detail, change: string): string {
  const draft = detail.drafts.find(({ change_id }) => change_id === change);
  if (!draft) return "";
  return unifiedDiff(detail.path ?? spokenName(detail), draft.base_text ?? undefined, draft.text ?? undefined);
}
