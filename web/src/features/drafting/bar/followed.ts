/** Which change the bar follows on its way into Git. Pure. */
import type { ChangeView } from "~/api/types";
import { isEditable, isUnderWay } from "~/features/change/states";

export interface Followed {
  id: string;
  /** The page where it was seen to have ended; nothing while it is on its way. */
  endedOn?: string;
}

type State = Pick<ChangeView, "id" | "state">;

/**
 * One's own change that is on its way is followed; what became of it stays until one goes to another page. One that takes
 * edits again has the bar as before.
 */
export function nextFollowed(
  before: Followed | undefined,
  own: readonly State[],
  /** What is followed, as it is now; nothing until it is known. */
  now: State | undefined,
  page: string,
): Followed | undefined {
  const begun = own.find(({ state }) => isUnderWay(state));
  if (!before || now?.id !== before.id) return before ?? (begun && { id: begun.id });
  if (isUnderWay(now.state)) return { id: before.id };
  if (isEditable(now.state)) return begun && { id: begun.id };
  if (before.endedOn !== undefined && before.endedOn !== page) return begun && { id: begun.id };
  return { id: before.id, endedOn: before.endedOn ?? page };
}
