/** What is left to decide once the conflicts of a resource are gone together with its draft. Pure. */
import type { ConflictSet, ConflictView } from "~/api/types";
import { setKey, setsOf } from "~/features/conflict/set";

/** The other resources of the change that have conflicts, and the one to continue with: of the same change where it has one. */
export function leftAfter(
  asked: ConflictView,
  open: readonly ConflictView[],
): Required<Pick<ConflictSet, "others" | "next">> {
  const others = setsOf(open).filter(({ key }) => key !== setKey(asked));
  const ofChange = others.filter(({ first }) => Boolean(asked.change_id) && first.change_id === asked.change_id);
  return { others: ofChange.length, next: (ofChange[0] ?? others[0])?.first ?? null };
}
