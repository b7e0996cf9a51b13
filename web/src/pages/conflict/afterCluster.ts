/** After the last decision between Git and the cluster: what came of it, and in which change Git takes it. Pure. */
import type { ConflictView, ResourceDraft } from "~/api/types";

/** Whether Git takes something by what was decided: then a draft has it. */
export function takesFromCluster(decided: readonly Pick<ConflictView, "decision" | "state">[]): boolean {
  return decided.some(({ decision, state }) => {
    if (state !== "resolved" || !decision) return false;
    return decision === "delete" || "value" in decision || decision.take !== "git";
  });
}

/** The change of the draft: the one that was named just now, else the one in which the resource was drafted last. */
export function changeOfDecision(
  drafts: readonly Pick<ResourceDraft, "change" | "updated_at">[],
  named: string | undefined,
): string | undefined {
  if (named !== undefined) return named;
  const [first, ...others] = drafts;
  if (!first) return undefined;
  return others.reduce((last, one) => (one.updated_at > last.updated_at ? one : last), first).change;
}

export function outcomeWords(takes: boolean, change: string | undefined): string {
  if (!takes) return "Git's value holds; the cluster has yet to follow.";
  if (change === undefined) return "Git has taken what was decided: no draft of it is open any more.";
  return `A draft in the change “${change}” has what Git takes: it is in Git once that change is published. Where Git's value holds, the cluster has yet to follow.`;
}
