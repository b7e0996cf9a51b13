/** Findings by the rule that they come from. Pure. */
import type { FindingView, Severity } from "~/api/types";
import { groupBy } from "~/lib/group";
import { count, number } from "~/lib/words";
import { ruleTitle } from "./titles";

/** The rule of what could not be checked: to know, never a problem. */
export const NOT_CHECKED = "not-checked";

export interface RuleGroup {
  rule: string;
  /** The worst of its findings. */
  severity: Severity;
  findings: FindingView[];
}

const WORST_FIRST: readonly Severity[] = ["error", "warning", "info"];
const rank = (severity: Severity) => WORST_FIRST.indexOf(severity);

/** The worst rules first, then those with the most findings; the last is what could not be checked. */
export function groupByRule(findings: readonly FindingView[]): RuleGroup[] {
  const groups = [...groupBy(findings, (finding) => finding.rule)].map(([rule, found]) => ({
    rule,
    severity: found.map((finding) => finding.severity).reduce((a, b) => (rank(a) <= rank(b) ? a : b)),
    findings: [...found].sort((a, b) => rank(a.severity) - rank(b.severity)),
  }));
  const isLast = (group: RuleGroup) => Number(group.rule === NOT_CHECKED);
  return groups.sort(
    (a, b) =>
      isLast(a) - isLast(b) ||
      rank(a.severity) - rank(b.severity) ||
      b.findings.length - a.findings.length ||
      a.rule.localeCompare(b.rule),
  );
}

interface Counted {
  rule: string;
  severity: Severity;
  count: number;
}

/** Which rules the errors of a fabric break: `VPC: VLAN of another VPC (2), Wrong type (1)`. */
export function errorsInWords(rules: readonly Counted[], most = 3): string | undefined {
  const errors = rules.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return undefined;
  const named = errors.slice(0, most).map(({ rule, count: many }) => `${ruleTitle(rule)} (${number(many)})`);
  const rest = errors.length - most;
  return named.join(", ") + (rest > 0 ? ` and ${count(rest, "other rule")}` : "");
}
