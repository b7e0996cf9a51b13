/** What can be done with several resources at once. Pure. */
import type { ResourceView } from "~/api/types";
import type { DraftAction } from "~/features/drafting/DraftDialog";

/** What fits all of them: what is in comments can only be taken out of them or deleted. */
export function actionsFor(resources: readonly ResourceView[]): DraftAction[] {
  const off = resources.filter(({ state }) => state === "commented out").length;
  if (off === 0) return ["comment-out", "delete"];
  return off === resources.length ? ["uncomment", "delete"] : ["delete"];
}

const DRAFTED: Record<DraftAction, string> = {
  delete: "deleted from",
  "comment-out": "put in comments in",
  uncomment: "taken out of comments in",
};

/** What is drafted of one: where its document is, and the change that edits it already. */
export function drafted(action: DraftAction, row: Pick<ResourceView, "path" | "change"> | undefined): string {
  if (!row) return "";
  const also = row.change ? `; ${row.change} edits it already` : "";
  return row.path ? `${DRAFTED[action]} ${row.path}${also}` : `not in Git yet${also}`;
}
