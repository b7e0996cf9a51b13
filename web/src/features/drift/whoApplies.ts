/** Who brings to a cluster what Git has. Pure. */
import type { ApplyMode } from "~/api/types";

export const ANOTHER_APPLIES = "Another tool (Argo CD, Flux) or a person applies what Git has.";

/** What is to be expected of resources of which the cluster does not have yet what Git has. */
export function waitsForWords(apply: ApplyMode): string {
  return apply === "observe"
    ? `${ANOTHER_APPLIES} Hedgerow only looks here.`
    : "Hedgerow applies it; what it could not apply says why.";
}
