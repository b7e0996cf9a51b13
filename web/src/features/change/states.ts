/** What the state of a change lets people do. Pure. */
import type { ChangeState } from "~/api/types";

/** States in which drafts can be added and published. */
const EDITABLE: ReadonlySet<ChangeState> = new Set([
  "open",
  "awaiting approval",
  "waiting",
  "conflicted",
  "invalid",
  "rewritten upstream",
]);

export function isEditable(state: ChangeState): boolean {
  return EDITABLE.has(state);
}

export function isFinished(state: ChangeState): boolean {
  return state === "published" || state === "discarded";
}

export function isUnderWay(state: ChangeState): boolean {
  return state === "queued" || state === "publishing";
}
