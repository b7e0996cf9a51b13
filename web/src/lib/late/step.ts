/**
 * What to do when a part of the application did not load: the server is away, or it was upgraded and has no part of that name any
 * more. A browser may keep a failed part failed until the page is loaded anew, so the page is; once, not in a loop. Pure.
 */

/** `wait`: the server does not answer yet. `reload`: at once. `ask`: only if the person says so. */
export type Step = "wait" | "reload" | "ask";

interface Situation {
  isAnswering: boolean;
  hasUnsaved: boolean;
  /** When the page was last loaded anew for this reason. */
  reloadedAt: number | undefined;
  now: number;
}

/** A part that fails again so soon after a reload will not come by another one. */
export const SOON_MS = 60_000;

export function nextStep({ isAnswering, hasUnsaved, reloadedAt, now }: Situation): Step {
  if (!isAnswering) return "wait";
  if (hasUnsaved) return "ask";
  // a clock that was set back must not hold the page up
  return reloadedAt !== undefined && Math.abs(now - reloadedAt) < SOON_MS ? "ask" : "reload";
}
