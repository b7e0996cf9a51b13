/** What becomes of each resource whose field is to be set, in words and in groups. Pure. */
import type { SetFieldsOf, SetFieldsView } from "~/api/types";
import { findingWords } from "~/features/finding/words";
import { capital, count, list, number } from "~/lib/words";

/** How many resources the server takes at once. */
export const MOST = 500;

export interface Told {
  resource: string;
  /** Why it stays as it is, or what is worth knowing of it; a line each. */
  why: string[];
}

export interface Outcomes {
  /** The diffs of those that get it, one behind the other. */
  diff: string;
  set: string[];
  /** Those that get it and whose diff is too much to be shown with the others. */
  long: string[];
  warned: Told[];
  already: string[];
  kept: Told[];
  moved: Told[];
}

/** `KIND.GROUP/NAME`, as the request names it, as people say it. */
export function spoken(resource: string): string {
  const [kind = "", ...rest] = resource.split("/");
  const [short = kind] = kind.split(".");
  const [namespace, name] = rest.length > 1 ? rest : ["default", rest[0]];
  return namespace === "default" ? `${short}/${name}` : `${short}/${namespace}/${name}`;
}

export function outcomesOf(resources: readonly SetFieldsOf[]): Outcomes {
  const found: Outcomes = { diff: "", set: [], long: [], warned: [], already: [], kept: [], moved: [] };
  for (const one of resources) {
    const resource = spoken(one.resource);
    const words = (findings: readonly { message: string; field?: string | null }[] = []) =>
      findings.map(({ message, field }) => findingWords({ message, field: field ?? null }));
    switch (one.outcome) {
      case "set":
        found.set.push(resource);
        found.diff += one.diff;
        if (one.diff === "") found.long.push(resource);
        if (one.findings?.length) found.warned.push({ resource, why: words(one.findings) });
        break;
      case "already":
        found.already.push(resource);
        break;
      case "refused":
        found.kept.push({ resource, why: [one.why] });
        break;
      case "broken":
        found.kept.push({ resource, why: words(one.findings) });
        break;
      case "moved":
        found.moved.push({ resource, why: [one.by ? `${one.by} edited it in the change` : "it was changed in Git"] });
    }
  }
  return found;
}

/** `3 resources get it, 1 has it already, 2 stay as they are.` */
export function summary({ set, already, kept, moved }: Outcomes, isDone = false): string {
  const be = (many: number, one: string, several: string) => `${number(many)} ${many === 1 ? one : several}`;
  const gets = isDone ? "was set in" : "would be set in";
  const parts = [
    `it ${gets} ${count(set.length, "resource")}`,
    already.length > 0 ? be(already.length, "has it already", "have it already") : "",
    kept.length > 0 ? be(kept.length, "stays as it is", "stay as they are") : "",
    moved.length > 0 ? be(moved.length, "was changed meanwhile", "were changed meanwhile") : "",
  ];
  return `${capital(list(parts.filter(Boolean)))}.`;
}

/** The versions that a preview told, for the request that saves. */
export function seenOf(view: SetFieldsView): Record<string, string> {
  const known = view.resources.flatMap(({ resource, version }) => (version ? [[resource, version] as const] : []));
  return Object.fromEntries(known);
}
