/** What Hedgerow applies in a fabric's cluster, in words. Pure. */
import type { AppliedView, ApplyAct, ApplyOutcome, ApplyView } from "~/api/types";
import { capital, count, list, number } from "~/lib/words";
import { shownPath } from "~/lib/yaml/shownPath";

export const OUTCOMES: Record<ApplyOutcome, string> = {
  trying: "under way",
  done: "done",
  refused: "refused",
  "of-others": "belongs to others",
  waits: "waits",
  unconfirmed: "has to be confirmed",
  left: "left to a person",
};

/** What is asked for, as the end of `to be …`, `would be …`. */
export const ACTS: Record<ApplyAct, string> = { create: "created", update: "updated", delete: "deleted" };

/** How each outcome is counted, after a number; what a person has to read is said first. */
const COUNTED: [ApplyOutcome, one: string, several: string][] = [
  ["refused", "is refused", "are refused"],
  ["of-others", "belongs to others", "belong to others"],
  ["waits", "waits", "wait"],
  ["trying", "is under way", "are under way"],
  ["unconfirmed", "has to be confirmed", "have to be confirmed"],
  ["left", "is left to a person", "are left to a person"],
];

/** The most fields that are named. */
const FIELDS = 3;

/** `would be updated`, `deleted`, `waits`: how it ended, or with `isDone` false how it would. */
export function outcomeWords({ act, outcome }: AppliedView, isDone: boolean): string {
  if (outcome !== "done" || !act) return OUTCOMES[outcome];
  return isDone ? ACTS[act] : `would be ${ACTS[act]}`;
}

/** Why, or the fields in which the cluster follows. */
export function detailWords({ why, fields = [], answer }: AppliedView): string | undefined {
  if (why) return answer ? `${why}; ${answer}` : why;
  return fieldsNamed(fields);
}

/** The fields in which the cluster follows, the first few by name; nothing where there are none. */
export function fieldsNamed(fields: readonly string[]): string | undefined {
  if (fields.length === 0) return undefined;
  const more = fields.length - FIELDS;
  const named = fields.slice(0, FIELDS).map((path) => shownPath(path) || "all of it");
  return list([...named, ...(more > 0 ? [`${number(more)} more`] : [])]);
}

/** `2 resources would be applied, 1 waits.`; with `isDone`, `2 resources are applied, …`. */
export function appliedSentence({ results, more }: Pick<ApplyView, "results" | "more">, isDone: boolean): string {
  if (results.length === 0) return "Nothing to do: the cluster has what Git wants.";
  const many = (outcome: ApplyOutcome) => results.filter((one) => one.outcome === outcome).length;
  const done = many("done");
  const verb = isDone ? (done === 1 ? "is" : "are") : "would be";
  const rest = COUNTED.flatMap(([outcome, one, several]) => {
    const found = many(outcome);
    return found === 0 ? [] : [`${number(found)} ${found === 1 ? one : several}`];
  });
  const unlisted = more > 0 ? ` ${number(more)} more are not listed.` : "";
  return `${capital([`${count(done, "resource")} ${verb} applied`, ...rest].join(", "))}.${unlisted}`;
}

/** Where nothing was tried that is not done: what Git has ahead of the cluster waits all the same, such as many deletions at once. */
export function quietWords(ahead: number): string {
  if (ahead === 0) return "Nothing is under way, refused or waiting.";
  const waits = `${count(ahead, "resource")} ${ahead === 1 ? "waits" : "wait"} to be applied.`;
  return `${waits} Apply now shows what would be done with each, and what has to be confirmed.`;
}

/** What a person has to read first, then what is done, then what is left to people. */
export function inReadingOrder(results: readonly AppliedView[]): AppliedView[] {
  const order: ApplyOutcome[] = ["refused", "of-others", "unconfirmed", "waits", "trying", "done", "left"];
  return order.flatMap((outcome) => results.filter((one) => one.outcome === outcome));
}

export function hasOfOthers(results: readonly AppliedView[]): boolean {
  return results.some(({ outcome }) => outcome === "of-others");
}

/** Whether many deletions wait for a confirmation. */
export function hasHeldDeletions(results: readonly AppliedView[]): boolean {
  return results.some(({ outcome }) => outcome === "unconfirmed");
}

/** What a request may do beyond what Hedgerow does without one. */
export interface Beyond {
  take_over: boolean;
  confirm_deletions: boolean;
}

/**
 * The resources that a request names: where it does more than Hedgerow does without being asked, only those that were shown.
 * None: all that is due.
 */
export function namedFor({ results, more }: Pick<ApplyView, "results" | "more">, beyond: Beyond): string[] {
  if (more > 0 || !(beyond.take_over || beyond.confirm_deletions)) return [];
  const isLeft = ({ outcome }: AppliedView) => outcome === "left" || outcome === "unconfirmed";
  return results.filter((one) => !isLeft(one)).map(({ resource }) => resource);
}
