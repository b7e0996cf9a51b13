/** Acts in a cluster that wait for a second person, in words. */
import type { ActRequestView, ApprovedActsView, AskedAct } from "~/api/types";
import { count, list } from "~/lib/words";

/** Fields that are named of one act. */
const NAMED = 3;

/** What is asked for, behind "asks to". */
export function asksFor({ what, take_over, confirm_deletions, acts }: ActRequestView): string {
  const of = count(acts.length, "resource");
  const whole = what === "reapply" ? `bring ${of} back to what Git wants` : `apply what Git has to ${of}`;
  const beyond = [take_over && "taking over fields of others", confirm_deletions && "with many deletions"];
  return [whole, ...beyond.filter((one) => one !== false)].join(", ");
}

/** What would be done to a resource, behind its name. */
export function actLine({ act, fields = [] }: AskedAct): string {
  if (act === "create") return "would be created";
  if (act === "delete") return "would be deleted";
  if (fields.length === 0) return "would be brought to what Git wants";
  const named = fields.slice(0, NAMED).map((path) => path || "all of it");
  const more = fields.length - named.length;
  return `would follow Git in ${list(more > 0 ? [...named, `${more} more`] : named)}`;
}

/** What became of acts that were approved. */
export function approvedSentence({ apply, reapply }: ApprovedActsView): string {
  const outcomes = [
    ...(apply?.results ?? []).map(({ outcome }) => outcome === "done"),
    ...(reapply?.results ?? []).map(({ outcome }) => ["applied", "created", "nothing"].includes(outcome)),
  ];
  const done = outcomes.filter(Boolean).length;
  const said = `Approved: ${count(done, "resource")} done`;
  const left = outcomes.length - done;
  return left > 0 ? `${said}, ${left} not: the list below says why.` : `${said}.`;
}

/** What is said to who asked: somebody else has to approve it. */
export function awaitsWords({ id }: ActRequestView): string {
  return `waits for a second person, as request ${id}`;
}
