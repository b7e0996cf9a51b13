/** What taking decisions back leaves behind. Pure. */
import type { ConflictView } from "~/api/types";
import type { Decision } from "./takenBack";
import { isGitWithCluster } from "./withCluster";

/** Whether the decision made a draft, by which Git takes another value: it stays when the decision is taken back. */
export function madeDraft(conflict: ConflictView): boolean {
  const { decision } = conflict;
  if (!decision || !isGitWithCluster(conflict)) return false;
  return !(typeof decision === "object" && "take" in decision && decision.take === "git");
}

export function decisionOf(conflict: ConflictView): Decision {
  return { id: conflict.id, madeDraft: madeDraft(conflict) };
}
