/** What a policy that is tried says to past conflicts, in words, and which of them are shown. Pure. */
import type { ConflictView, Decision, PolicyTry, RuleUsed, SeverityCounts, TriedDrift, TriedView } from "~/api/types";
import { stateWord } from "~/components/state/words";
import { decisionOf, placeOf, titleOf } from "~/features/conflict/set";
import { nameIn } from "~/lib/person";
import { count, sentence } from "~/lib/words";
import { isLong, toYaml } from "~/lib/yaml/emit";

export type Which = "all" | "decided" | "differs" | "agrees" | "left";

export const WHICH: readonly { value: Which; label: string }[] = [
  { value: "all", label: "All conflicts on record" },
  { value: "decided", label: "Those it would decide" },
  { value: "differs", label: "Those people decided otherwise" },
  { value: "agrees", label: "Those people decided the same" },
  { value: "left", label: "Those it leaves to people" },
];

/** One sentence on what was tried. */
export function trialWords({ decided, left, agree, differ, more }: PolicyTry): string {
  if (decided + left === 0) return "There is no conflict on record to try it on.";
  const people =
    agree + differ === 0
      ? "People decided none of these"
      : `Of those that people decided, it says the same to ${agree} and otherwise to ${differ}`;
  const newest = more ? " the newest" : "";
  return `It would decide ${decided} of${newest} ${count(decided + left, "conflict")}. ${people}.`;
}

/** How much drift would matter, where that is not as it is. */
export function driftWords(drift: TriedDrift | null | undefined): string {
  if (!drift || drift.changed.length === 0) return "";
  const of = ({ error, warning, info }: SeverityCounts) =>
    `${count(error, "error")}, ${count(warning, "warning")} and ${info} good to know`;
  return `Of the drift there would be ${of(drift.then)}; there are ${of(drift.now)}.`;
}

export function isShown({ decision, agrees }: TriedView, which: Which): boolean {
  switch (which) {
    case "all":
      return true;
    case "decided":
      return Boolean(decision);
    case "differs":
      return agrees === false;
    case "agrees":
      return agrees === true;
    case "left":
      return !decision;
  }
}

/** Whether a text is found in a conflict's name, field, kind or change. */
export function hasText({ conflict, rule }: TriedView, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return true;
  const all = [
    titleOf(conflict),
    placeOf(conflict),
    stateWord("ConflictKind", conflict.conflict).word,
    conflict.change ?? "",
    rule?.rule ?? "",
  ];
  return all.join(" ").toLowerCase().includes(wanted);
}

/** Whether one rule of the policy that is tried is about a conflict. */
export function isBy({ rule }: TriedView, name: string): boolean {
  return rule?.rule === name && !rule.everywhere;
}

/** What the policy says: `vlans: Git (1400)`, or why a person decides. */
export function saysOf({ conflict, decision, rule, why }: TriedView): string {
  const by = rule ? `${ruleName(rule)}: ` : "";
  if (!decision) return sentence(`${by}${why ?? "a person decides"}`);
  return `${by}${decisionWords(conflict, decision)}`;
}

/** What people, or a policy of the time, decided. */
export function wasOf({ conflict }: TriedView): string {
  const { state, decision, decided_by } = conflict;
  if (!decision) return state === "open" ? "open" : state;
  const by = decided_by ? `, by ${nameIn(decided_by)}` : "";
  return `${decisionWords(conflict, decision)}${by}`;
}

function ruleName({ rule, owned, everywhere }: RuleUsed): string {
  const name = rule ?? (owned ? `owner of ${owned}` : "policy");
  return everywhere ? `${name} (all fabrics)` : name;
}

function decisionWords(conflict: ConflictView, decision: Decision): string {
  const words = decisionOf({ ...conflict, decision });
  if (!words) return "decided";
  if (!("value" in words) || conflict.path === "") return words.label;
  if (words.value === null || words.value === undefined) return `${words.label} (removed)`;
  return isLong(words.value) ? words.label : `${words.label} (${toYaml(words.value)})`;
}
