/** Which finding is shown at which field. Pure. */
import type { FindingView } from "~/api/types";
import { pathOf, stepsOf } from "~/lib/yaml/values";

/** By the path of the field in the value; what names no field is not in it. */
export function byField(findings: readonly FindingView[], value: unknown): Map<string, FindingView[]> {
  const found = new Map<string, FindingView[]>();
  for (const finding of findings) {
    if (!finding.field) continue;
    const steps = stepsOf(finding.field, value);
    const path = steps ? pathOf(steps) : finding.field;
    found.set(path, [...(found.get(path) ?? []), finding]);
  }
  return found;
}

/**
 * Of a resource that somebody begins to write: what is said of fields that they were at, and of none in particular. What is
 * missing where nobody was yet is not said to be wrong before somebody had the time to write it.
 */
export function ofTouched(
  findings: readonly FindingView[],
  value: unknown,
  touched: ReadonlySet<string>,
): readonly FindingView[] {
  const isNear = (path: string) => [...touched].some((at) => isWithin(at, path) || isWithin(path, at));
  const near = [...byField(findings, value)].flatMap(([path, all]) => (isNear(path) ? all : []));
  return findings.filter((finding) => !finding.field || near.includes(finding));
}

/** Whether a path is another one or below it. */
export function isWithin(path: string, outer: string): boolean {
  return outer === "" || path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}
