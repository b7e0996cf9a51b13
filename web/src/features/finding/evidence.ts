/** What a check found and what it looked at, in the same words for a typed text, a change, its bar and a conflict. Pure. */
import type { FindingView, Severity } from "~/api/types";
import { count, list, number } from "~/lib/words";

/** What was checked against the rules between resources, and what could not be. */
export interface Evidence {
  passed?: number;
  not_possible?: number;
}

/** `61 checks passed, 2 not possible`; that nothing was checked where nothing was. */
export function evidenceWords({ passed = 0, not_possible: impossible = 0 }: Evidence): string {
  if (passed + impossible === 0) return "no rule between resources was checked";
  return `${count(passed, "check")} passed${impossible > 0 ? `, ${number(impossible)} not possible` : ""}`;
}

const SEVERITIES: readonly [Severity, string][] = [
  ["error", "error"],
  ["warning", "warning"],
  ["info", "note"],
];

/** `1 error and 2 warnings`; nothing where nothing was found. */
export function foundWords(findings: readonly Pick<FindingView, "severity">[]): string | undefined {
  const told = SEVERITIES.map(([severity, what]) => {
    const many = findings.filter((finding) => finding.severity === severity).length;
    return many > 0 ? count(many, what) : undefined;
  }).filter((words) => words !== undefined);
  return told.length > 0 ? list(told) : undefined;
}

/** Both together: `1 warning; 12 checks passed`. */
export function checkedWords(findings: readonly Pick<FindingView, "severity">[], evidence: Evidence): string {
  const found = foundWords(findings);
  return found ? `${found}; ${evidenceWords(evidence)}` : evidenceWords(evidence);
}
