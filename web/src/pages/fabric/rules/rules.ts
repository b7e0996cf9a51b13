/** What the Rules tab shows of a fabric's rules. Pure. */
import type { FindingView, RuleLevel, RulesView, RuleView } from "~/api/types";
import type { FilterSpec } from "~/lib/filter/compile";
import { count, shortCommit } from "~/lib/words";
import { isDeclared } from "./declared";

export interface Broken {
  words: string;
  tone: "conflict" | "drift";
}

/** How often a rule is broken; nothing where it is not, or where nothing is known of it. */
export function brokenOf({ broken, level }: RuleView): Broken | undefined {
  if (!broken || level === "off") return undefined;
  const { errors, warnings } = broken;
  if (errors + warnings === 0) return undefined;
  const parts = [errors > 0 && count(errors, "error"), warnings > 0 && count(warnings, "warning")].filter(Boolean);
  return { words: parts.join(", "), tone: errors > 0 ? "conflict" : "drift" };
}

/** How a rule is judged in the fabric, in words. */
export function levelWords({ level, severity, can_be_set }: RuleView): string {
  if (!can_be_set) return `${severity}, held by the schema check`;
  return level === "error" ? severity : `set to ${level}`;
}

/** What can be chosen; what the rule itself says comes first. */
export function levelsOf({ severity }: RuleView): { value: RuleLevel; label: string }[] {
  const usual = { value: "error" as const, label: `As the rule says: ${severity}` };
  const off = { value: "off" as const, label: "Off: not checked" };
  return [usual, { value: "warning", label: "Warning: stops nothing" }, off];
}

/** Broken rules first, errors before warnings; then those that somebody set; else as they are listed. */
export function byUrgency(rules: readonly RuleView[]): RuleView[] {
  const rank = (rule: RuleView): number => {
    const tone = brokenOf(rule)?.tone;
    if (tone) return tone === "conflict" ? 0 : 1;
    return rule.level === "error" ? 3 : 2;
  };
  return rules.toSorted((a, b) => rank(a) - rank(b));
}

export const RULE_FILTER: FilterSpec<RuleView> = {
  keys: [
    { key: "id", label: "the rule's id", of: ({ id }) => id },
    { key: "kind", label: "a kind that it checks", of: ({ kinds }) => kinds },
    {
      key: "level",
      label: "its level in the fabric",
      of: ({ level, severity }) => (level === "error" ? severity : level),
    },
    {
      key: "is",
      label: "broken, set or declared",
      of: (rule) => [
        ...(brokenOf(rule) ? ["broken"] : []),
        ...(rule.level === "error" ? [] : ["set"]),
        ...(isDeclared(rule) ? ["declared"] : []),
      ],
    },
  ],
  text: ({ id, meaning, action, kinds }) => `${id} ${meaning} ${action} ${kinds.join(" ")}`,
};

/** What the figures are of, where that is not what Git has now. */
export function figuresWords({ judged, commit, more }: RulesView): string | undefined {
  if (judged === "never") return "The fabric was never read from Git: nothing is known of it.";
  if (judged === "behind") {
    return `The fabric is being checked at ${shortCommit(commit ?? "")}. The figures are of before.`;
  }
  return more ? "So much is broken that not all of it is listed. The figures may be too small." : undefined;
}

/** `145 rules, 3 broken, 1 set, some not checked`. */
export function summaryWords({ rules, judged, not_checked }: RulesView): string {
  const broken = rules.filter((rule) => brokenOf(rule)).length;
  const set = rules.filter((rule) => rule.level !== "error").length;
  const known = judged === "never" ? [] : [broken === 0 ? "none broken" : `${broken} broken`];
  return [
    count(rules.length, "rule"),
    ...known,
    ...(set > 0 ? [`${set} set`] : []),
    ...(not_checked.length > 0 ? ["some not checked"] : []),
  ].join(", ");
}

/** The findings under a rule's own id. */
export function findingsOf(findings: readonly FindingView[], rule: string): FindingView[] {
  return findings.filter((finding) => finding.rule === rule);
}

/** The address of a rule's findings: the tab with that rule alone, opened. */
export function ruleSearch(id: string) {
  return { tab: "rules", q: `id:${id}` };
}
