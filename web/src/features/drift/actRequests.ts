/** Acts in a cluster that wait for a second person, in words. */
import type { ActRequestView, ApprovedActsView, AskedAct } from "~/api/types";
import { count, number } from "~/lib/words";
import { ACTS, fieldsNamed } from "./acts";

/** What is asked for, behind "asked to". */
export function asksFor({ what, take_over, confirm_deletions, acts }: ActRequestView): string {
  const of = count(acts.length, "resource");
  const whole = what === "reapply" ? `bring ${of} back to what Git wants` : `apply what Git has to ${of}`;
  const beyond = [take_over && "taking over fields of others", confirm_deletions && "with many deletions"];
  return [whole, ...beyond.filter((one) => one !== false)].join(", ");
}

/** What would be done to a resource, behind its name. */
export function actLine({ act, fields = [] }: AskedAct): string {
  if (act !== "update") return `would be ${ACTS[act]}`;
  const named = fieldsNamed(fields);
  return named ? `would follow Git in ${named}` : "would be brought to what Git wants";
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
  return left > 0 ? `${said}, ${number(left)} not: the list below says why.` : `${said}.`;
}

/** What is said to who asked: somebody else has to approve it. */
export function awaitsWords({ id }: ActRequestView): string {
  return `waits for a second person, as request ${id}`;
}
