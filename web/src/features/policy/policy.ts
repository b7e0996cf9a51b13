/** Policies: their rules in words, their order, and a rule made of a conflict. Pure. */

import type {
  ConflictKind,
  ConflictView,
  FieldOwner,
  Owner,
  Policy,
  PolicyRule,
  RuleUsed,
  Settle,
  SeverityRule,
  Side,
  UsedView,
} from "~/api/types";
import { stateWord } from "~/components/state/words";
import { SORTS } from "~/features/conflict/sorts";
import { kindName } from "~/features/resource/identity";

export const SETTLES: readonly { value: Settle; label: string; words: string }[] = [
  { value: "git", label: "Git's value holds", words: "Git's value holds" },
  { value: "draft", label: "The draft's value holds", words: "the draft's value holds" },
  { value: "newest", label: "The newer value holds", words: "the newer value holds" },
  { value: "union", label: "Both sides' items hold (lists that are sets)", words: "both sides' items hold" },
  { value: "manual", label: "A person decides", words: "a person decides" },
  {
    value: "cluster",
    label: "The cluster's value holds",
    words: "the cluster's value holds, where the cluster takes part; else a person decides",
  },
];

export const OWNERS: readonly { value: Owner; label: string; words: string }[] = [
  { value: "git", label: "Git: drafts do not change it", words: "belongs to Git: drafts do not change it" },
  { value: "page", label: "Hedgerow: the draft holds", words: "belongs to what people edit here: the draft holds" },
  {
    value: "cluster",
    label: "The cluster: it never drifts, drafts do not change it",
    words: "belongs to the cluster: it never drifts, and drafts do not change it",
  },
];

/** What somebody who writes a rule needs to know beside what it does; nothing where that says all. */
export function settleHint(take: Settle): string | undefined {
  switch (take) {
    case "cluster":
      return "In a conflict without the cluster a person decides. Between Git and the cluster, the rule drafts the value in the change “From the cluster”; it does not publish it.";
    case "draft":
      return "In a conflict between Git and the cluster there is no draft, so a person decides.";
    case "newest":
      return "Of the two sides that edited it. A person decides where a time is not known, and within the same second.";
    default:
      return undefined;
  }
}

/** The same, of an owner. */
export function ownerHint(owner: Owner): string | undefined {
  switch (owner) {
    case "git":
      return "In a conflict, Git's value holds.";
    case "page":
      return "In a conflict between Git and the cluster there is no draft, so a person decides.";
    case "cluster":
      return "What the cluster has there is never drift, and in a conflict with the cluster its value holds. Of a fabric in no cluster, drafts may change it.";
  }
}

/** The sorts of conflict that a rule may name: the others are decided by people. */
export const RULE_SORTS: readonly ConflictKind[] = SORTS.filter(
  (sort) => sort !== "cross-resource" && sort !== "duplicate identity",
);

/** A rule as one plain sentence. */
export function ruleSentence({ kind, path, conflict, take }: PolicyRule): string {
  const field = path ? `\`${path}\`` : conflict ? "Anything" : "Any field";
  const of = kind ? `of ${kind.split(".")[0]}` : "of any kind";
  const sort = conflict ? `, in a conflict of the sort “${stateWord("ConflictKind", conflict).word}”` : "";
  const words = SETTLES.find(({ value }) => value === take)?.words ?? take;
  return `${field} ${of}${sort}: ${words}.`;
}

/** Whom a field belongs to, as one plain sentence. */
export function ownerSentence({ kind, path, owner }: FieldOwner): string {
  const words = OWNERS.find(({ value }) => value === owner)?.words ?? owner;
  return `\`${path}\` of ${kind ? kind.split(".")[0] : "any kind"} ${words}.`;
}

/** How much some drift matters, as one plain sentence. */
export function severitySentence({ kind, path, standing, severity }: SeverityRule): string {
  const of = kind ? kind.split(".")[0] : "any kind";
  const where = path ? `\`${path}\` of ${of}` : of;
  const how = standing ? ` that ${STANDING_WORDS[standing]}` : "";
  return `Drift of ${where}${how} is ${SEVERITY_WORDS[severity]}.`;
}

const STANDING_WORDS: Record<NonNullable<SeverityRule["standing"]>, string> = {
  "in-sync": "is in sync",
  differs: "differs",
  missing: "is missing",
  extra: "only the cluster has",
  deleting: "is being deleted",
};

const SEVERITY_WORDS: Record<SeverityRule["severity"], string> = {
  error: "an error",
  warning: "a warning",
  info: "good to know",
};

/** How a resource that drifts may stand, to choose from. */
export const DRIFT_STANDINGS: readonly { value: NonNullable<SeverityRule["standing"]> | ""; label: string }[] = [
  { value: "", label: "In any way" },
  { value: "differs", label: "A field differs" },
  { value: "missing", label: "The cluster does not have the resource" },
  { value: "extra", label: "Only the cluster has the resource" },
  { value: "deleting", label: "The resource is being deleted" },
];

export const SEVERITIES: readonly { value: SeverityRule["severity"]; label: string }[] = [
  { value: "error", label: "An error" },
  { value: "warning", label: "A warning" },
  { value: "info", label: "Good to know" },
];

/** What is wrong with a severity; nothing where the server takes it. */
export function severityProblem({ path, standing }: SeverityRule): string | undefined {
  if (!path || !standing || standing === "differs") return undefined;
  return `What ${STANDING_WORDS[standing]} is so as a whole: leave this empty.`;
}

/** A list with one of it elsewhere; the same list where it stays. */
export function movedTo<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const at = Math.max(0, Math.min(items.length - 1, to));
  const rest = [...items];
  const [item] = rest.splice(from, 1);
  if (item !== undefined) rest.splice(at, 0, item);
  return rest;
}

/** How often a rule decided, or an owner did, in the last thirty days. */
export function timesOf(used: readonly UsedView[], of: RuleUsed): number {
  const found = used.find(
    (one) =>
      (one.rule ?? null) === (of.rule ?? null) &&
      (one.owned ?? null) === (of.owned ?? null) &&
      Boolean(one.everywhere) === Boolean(of.everywhere),
  );
  return found?.times ?? 0;
}

const PLAIN = /^[A-Za-z0-9-]{1,63}$/;

/** What is wrong with a rule's name; nothing where it fits. */
export function nameProblem(name: string, others: readonly PolicyRule[]): string | undefined {
  if (!PLAIN.test(name)) return "A name has 1 to 63 letters, digits and hyphens.";
  return others.some((rule) => rule.name === name) ? "Another rule has this name." : undefined;
}

/** A name that no rule has yet, of the last words of a field. */
export function freeName(wanted: string, others: readonly PolicyRule[]): string {
  const base =
    wanted
      .replaceAll(/[^A-Za-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, 50) || "rule";
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (!others.some((rule) => rule.name === name)) return name;
  }
}

/** What a policy has rules about, whatever the fields are called: keys below these are names that people gave. */
const NAMED_BELOW = new Set(["subnets", "permit", "labels", "annotations", "ports", "interfaces", "profiles"]);

/** The path of a field with `*` where an item's name stands, so that it is about all like it. */
export function maskOf(path: string): string {
  const all = path.replaceAll(/\[[^\]]*\]/g, "[*]");
  const parts = all.split(".");
  return parts.map((part, at) => (at > 0 && NAMED_BELOW.has(parts[at - 1] ?? "") ? "*" : part)).join(".");
}

/** A rule that would have decided a conflict so. */
export function ruleLike(conflict: ConflictView, take: Side | undefined, others: readonly PolicyRule[]): PolicyRule {
  const { kind, path } = conflict;
  const leaf = path.split(/[.[\]]/).findLast((part) => /^[A-Za-z]/.test(part)) ?? "";
  const settle: Settle = take === undefined || take === "base" ? "git" : take;
  return {
    name: freeName(`${kind}-${leaf || "whole"}`.toLowerCase(), others),
    kind: kindName(conflict),
    ...(path === "" ? { conflict: conflict.conflict } : { path: maskOf(path) }),
    take: settle,
  };
}

/** A policy as the server takes it: nothing that is empty. */
export function bodyOf({ owners = [], rules = [], severities = [] }: Policy): Policy {
  const clean = <Item extends object>(item: Item): Item =>
    Object.fromEntries(
      Object.entries(item).filter(
        ([, value]) => value !== null && value !== undefined && value !== "" && value !== false,
      ),
    ) as Item;
  return {
    owners: owners.map(clean),
    rules: rules.map(clean),
    ...(severities.length > 0 && { severities: severities.map(clean) }),
  };
}

/** Whether two policies say the same. */
export function isSame(a: Policy, b: Policy): boolean {
  return JSON.stringify(bodyOf(a)) === JSON.stringify(bodyOf(b));
}
