/** Conflict sets: the conflicts of one resource in one change, and what each way to settle one of them means. Pure. */
import type { BrokenTogether, ConflictView, RuleUsed, Side } from "~/api/types";
import { stateWord } from "~/components/state/words";
import { ruleTitle } from "~/features/finding/titles";
import { spokenName } from "~/features/resource/identity";
import { shownPath } from "~/lib/yaml/shownPath";
import { disagreementWithCluster, draftMeanings, gitMeanings, isWithCluster, sidesOf } from "./withCluster";

/** What disagrees: a draft with Git or the cluster, raw/ with managed/, Git with the cluster, or Git with itself. */
export type Parties = "draft" | "raw" | "cluster" | "git";

export function partiesOf({ parties }: Pick<ConflictView, "parties">): Parties {
  const has = (party: Parties) => parties.some((one) => one.party === party);
  return has("draft") ? "draft" : has("raw") ? "raw" : has("cluster") ? "cluster" : "git";
}

/** One text for all conflicts of a set. */
export function setKey(conflict: ConflictView): string {
  const { fabric, change, change_id, group, kind, namespace, name } = conflict;
  return JSON.stringify([fabric, change_id ?? change ?? null, partiesOf(conflict), group, kind, namespace, name]);
}

/** A conflict between two resources: neither is in conflict with its own draft, but they break a rule together. */
export type CrossResource = ConflictView & { together: BrokenTogether };

export function isCrossResource(conflict: ConflictView): conflict is CrossResource {
  return Boolean(conflict.together);
}

/** Whether a decision can be taken back: not one that edited drafts, nor one that goes to Git with the next sync. */
export function isReversible(conflict: ConflictView): boolean {
  return conflict.state === "resolved" && isRuled(conflict);
}

/** Whether a rule of a policy may decide such a conflict: one of a draft, or with the cluster, about one resource. */
export function isRuled(conflict: ConflictView): boolean {
  const parties = partiesOf(conflict);
  return (parties === "draft" || parties === "cluster") && !isCrossResource(conflict);
}

/**
 * One text for what a conflict is about, whatever the values are: its field, with the cluster or not, and the other field where two
 * resources disagree.
 */
export function subjectOf(conflict: Pick<ConflictView, "path" | "together" | "parties">): string {
  const { path, together } = conflict;
  if (!together) return isWithCluster(conflict) ? JSON.stringify([path, "cluster"]) : path;
  return JSON.stringify([path, together.rule, spokenName(together.other), together.other.group, together.other_path]);
}

/** One text for a disagreement: another record of it, with the same values, is the same question. */
export function questionOf(one: ConflictView): string {
  const { conflict, base, draft, git, cluster, together } = one;
  const values = [base ?? null, draft ?? null, git ?? null, cluster ?? null, together?.other_value ?? null];
  return JSON.stringify([subjectOf(one), conflict, ...values]);
}

export interface ConflictSet {
  key: string;
  first: ConflictView;
  /** By path, so that they stay where they are when others go. */
  conflicts: ConflictView[];
}

/** The sets that some conflicts make, by kind and name. */
export function setsOf(conflicts: readonly ConflictView[]): ConflictSet[] {
  const sets = new Map<string, ConflictSet>();
  for (const conflict of conflicts) {
    const key = setKey(conflict);
    const set = sets.get(key);
    if (set) set.conflicts.push(conflict);
    else sets.set(key, { key, first: conflict, conflicts: [conflict] });
  }
  for (const set of sets.values()) set.conflicts = inOrder(set.conflicts);
  return [...sets.values()].sort((a, b) => compare(nameOf(a.first), nameOf(b.first)) || compare(a.key, b.key));
}

/** By path, numbers as numbers. */
export function inOrder(conflicts: readonly ConflictView[]): ConflictView[] {
  return [...conflicts].sort((a, b) => compare(a.path, b.path) || compare(subjectOf(a), subjectOf(b)));
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

function nameOf({ kind, namespace, name }: ConflictView): string {
  return `${kind} ${name} ${namespace}`;
}

/** `VPC web`, with its namespace where that is not the usual one. */
export function titleOf({ kind, namespace, name }: Pick<ConflictView, "kind" | "namespace" | "name">): string {
  return namespace === "" || namespace === "default" ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

export interface Way {
  side: Side;
  /** The name of the side. */
  label: string;
  value: unknown;
  /** The side has nothing there. */
  isNothing: boolean;
  /** What comes of choosing it. */
  meaning: string;
}

/** The given ways to settle a conflict, in the order of their keys; `into` is the change in which Git takes the cluster's value. */
export function waysOf(conflict: ConflictView, into?: string): Way[] {
  const meanings = meaningsOf(conflict, into);
  return sidesOf(conflict).map((side) => {
    const value = conflict[side] ?? null;
    return {
      side,
      label: sideLabel(side, partiesOf(conflict)),
      value,
      isNothing: value === null,
      meaning: meanings[side] ?? "",
    };
  });
}

function meaningsOf(conflict: ConflictView, into: string | undefined): Partial<Record<Side, string>> {
  if (partiesOf(conflict) === "cluster") return gitMeanings(conflict, into);
  if (isWithCluster(conflict)) return draftMeanings(conflict);
  return conflict.path === "" ? wholeMeanings(conflict) : fieldMeanings(conflict);
}

export function sideLabel(side: Side, parties: Parties): string {
  if (parties === "raw" && side === "git") return "managed/";
  if (parties === "raw" && side === "draft") return "raw/";
  return side === "git" ? "Git" : side;
}

type Meanings = Record<Exclude<Side, "cluster">, string>;

function fieldMeanings(conflict: ConflictView): Meanings {
  const { git, draft } = words(conflict);
  const has = (side: Side) => (conflict[side] ?? null) !== null;
  return {
    git: has("git") ? `${git}'s value stays` : `the field stays removed, as in ${git}`,
    draft: has("draft") ? `${draft}'s value goes to Git` : `the field is removed, as in ${draft}`,
    base: has("base") ? "both are undone: the value from before" : "both are undone: the field is removed",
  };
}

function wholeMeanings(conflict: ConflictView): Meanings {
  const { git, draft } = words(conflict);
  const gone = conflict.conflict === "commented out/edit" ? "commented out" : "deleted";
  const has = (side: Side) => (conflict[side] ?? null) !== null;
  if (!has("git")) {
    return {
      git: `the resource stays ${gone}; what ${draft} changed is dropped`,
      draft: `the resource comes back as ${draft} has it`,
      base: has("base")
        ? `the resource comes back as it was before both; what ${draft} changed is dropped`
        : "the resource does not exist, as before both",
    };
  }
  if (!has("draft")) {
    return {
      git: `the resource stays, with what ${git} changed; it is not ${gone}`,
      draft: `the resource is ${gone}, with what ${git} changed in it`,
      base: has("base")
        ? `the resource stays, as it was before both; what ${git} changed is undone`
        : "the resource does not exist, as before both",
    };
  }
  return {
    git: `the resource stays as ${git} has it; ${draft} is dropped`,
    draft: `the resource becomes what ${draft} has, instead of what ${git} has`,
    base: has("base") ? "the resource becomes what it was before both" : "the resource is removed, as before both",
  };
}

function words(conflict: ConflictView): { git: string; draft: string } {
  return partiesOf(conflict) === "raw" ? { git: "managed/", draft: "raw/" } : { git: "Git", draft: "the draft" };
}

/** How the sides disagree, as a sentence's end: "the draft and Git …". */
export function disagreement(conflict: ConflictView): string {
  const withCluster = isWithCluster(conflict) ? disagreementWithCluster(conflict) : undefined;
  if (withCluster) return withCluster;
  const { git, draft } = words(conflict);
  const gone = (side: Side) => (conflict[side] ?? null) === null;
  const it = conflict.path === "" ? "the resource" : "it";
  switch (conflict.conflict) {
    case "edit/edit":
      return "both changed it, differently";
    case "edit/delete":
    case "delete/edit":
      return gone("git") ? `${git} deleted ${it}, ${draft} changed it` : `${draft} deletes ${it}, ${git} changed it`;
    case "add/add":
      return `both added ${it}, differently`;
    case "type change":
      return "one side made it a value of another type";
    case "list order":
      return "both changed the order of the list in one place";
    case "api version":
      return "both name another API version";
    case "commented out/edit":
      return gone("git")
        ? `${git} commented ${it} out, ${draft} changed it`
        : `${draft} comments ${it} out, ${git} changed it`;
    case "duplicate identity":
      return "two documents in Git have one identity";
    case "cross-resource":
      return conflict.together ? together(conflict.together) : "breaks a rule together with another resource in Git";
    default:
      return stateWord("ConflictKind", conflict.conflict).word;
  }
}

function together({ rule, other }: BrokenTogether): string {
  return `breaks a rule together with ${spokenName(other)} in Git (${ruleTitle(rule)})`;
}

/** Where in the resource: the path, or words for all of it. */
export function placeOf({ path }: Pick<ConflictView, "path">): string {
  return path === "" ? "the whole resource" : shownPath(path);
}

export interface DecisionWords {
  label: string;
  /** What the field has since then, null where it was removed; absent where no value was chosen for it. */
  value?: unknown;
}

/** What was decided; nothing while it is open. */
export function decisionOf(conflict: ConflictView): DecisionWords | undefined {
  const { decision } = conflict;
  if (!decision) return undefined;
  if (decision === "delete") return { label: "deleted", value: null };
  if ("value" in decision) return { label: "a typed value", value: decision.value };
  const side = decision.take;
  if (conflict.together) {
    // both cannot stay: the draft's does where the other resource is changed
    if (side === "draft") return { label: `${spokenName(conflict.together.other)} is changed instead` };
    if (conflict.path === "") return { label: "the draft is dropped" };
  }
  return { label: sideLabel(side, partiesOf(conflict)), value: conflict[side] ?? null };
}

/** The rule of a policy that decided, in words. */
export function policyWords({ rule, owned, everywhere }: RuleUsed): string {
  const what = rule ? `policy ${rule}` : owned ? `policy on ${owned}` : "policy";
  return everywhere ? `${what} of all fabrics` : what;
}
