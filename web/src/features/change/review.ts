/** What the way to a change is called: who may not publish is not told to. Pure. */
import { may } from "~/api/queries/me";
import type { ChangeView, Me } from "~/api/types";

export function reviewLabel(change: Pick<ChangeView, "conflicts" | "fabric">, me: Me | undefined): string {
  return change.conflicts === 0 && may(me, "publish", change.fabric) ? "Review and publish" : "Review";
}
