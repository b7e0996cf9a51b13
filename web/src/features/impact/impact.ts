/** What a removal would break, in words. Pure. */
import type { AffectedRule, AffectedView, ImpactView } from "~/api/types";
import { count, list } from "~/lib/words";
import { shownPath } from "~/lib/yaml/shownPath";
import { spokenName } from "../resource/identity";

/** How many resources a removal affects, in one sentence or two. */
export function impactSummary({ resources, live, layers, complete }: ImpactView): string {
  const isOne = resources.length === 1;
  if (!live)
    return isOne ? "It is not live, so removing it breaks nothing." : "None is live, so removing them breaks nothing.";
  const total = layers.reduce((sum, many) => sum + many, 0);
  if (total === 0) {
    return isOne
      ? "No other resource refers to it, and no rule breaks without it."
      : "No other resource refers to them, and no rule breaks without them.";
  }
  const direct = layers[0] ?? 0;
  const all = `${complete ? "" : "At least "}${count(total, "resource")} ${total === 1 ? "is" : "are"} affected`;
  return total === direct ? `${all}.` : `${all}: ${direct} directly, ${total - direct} only because of those.`;
}

/** What breaks of a resource: to be read after its name. */
export function ruleWords({ subject, field, message }: AffectedRule, of: AffectedView): string {
  const isOwn = spokenName(subject) === spokenName(of);
  if (field) {
    const words = `${shownPath(field)} ${message}`;
    return isOwn ? words : `${spokenName(subject)}: ${words}`;
  }
  return isOwn ? message : `${spokenName(subject)} ${message}`;
}

/** Whether a rule keeps what is to be removed from being removed: the same, seen from there. A warning keeps nothing. */
function isGuard({ subject, severity }: AffectedRule, { resources }: ImpactView): boolean {
  if (severity !== "error") return false;
  return resources.some((one) => spokenName(one) === spokenName(subject) && one.namespace === subject.namespace);
}

/** What is told of an affected resource: what keeps the other from being removed only where nothing else is. */
export function toldRules({ broken }: AffectedView, view: ImpactView): AffectedRule[] {
  const own = broken.filter((rule) => !isGuard(rule, view));
  return own.length === 0 ? broken : own;
}

/** That the cluster keeps what others need; nothing where it does not. */
export function guardWords(view: ImpactView): string | undefined {
  if (!view.affected.some(({ broken }) => broken.some((rule) => isGuard(rule, view)))) return undefined;
  const [it, those] = view.resources.length === 1 ? ["it", "those"] : ["them", "what needs them"];
  return `The cluster refuses to delete ${it} as long as others need ${it}: delete or change ${those} first.`;
}

/** What a resource refers to, where no rule breaks. */
export function referenceWords({ names }: AffectedView): string {
  const targets = [...new Set(names.map(({ target }) => spokenName(target)))];
  return targets.length === 0
    ? "depends on it by default; no rule breaks"
    : `refers to ${list(targets)}; no rule breaks`;
}
