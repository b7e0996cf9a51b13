/** What taking from the cluster is called. Pure. */
import type { Taking } from "~/api/queries/drift";
import type { TakeView } from "~/api/types";
import { count } from "~/lib/words";
import { shownPath } from "~/lib/yaml/shownPath";

interface TakingWords {
  verb: string;
  description: string;
  /** What is said of it afterwards: `2 resources are imported`. */
  done: (many: number) => string;
}

export function taking(what: Taking, path?: string): TakingWords {
  const be = (many: number) => `${count(many, "resource")} ${many === 1 ? "is" : "are"}`;
  if (what === "import") {
    return {
      verb: "Import",
      description:
        "What only the cluster has comes into Git, without what the server keeps in it, when the change is published.",
      done: (many) => `${be(many)} imported`,
    };
  }
  return {
    verb: "Accept",
    description: path
      ? "The cluster's value goes into Git when the change is published, though Git may have changed it too."
      : "The cluster's values go into Git when the change is published; what is gone there is deleted. Where Git moved on too, a field stays.",
    done: (many) => (path ? `${shownPath(path)} is accepted` : `${be(many)} accepted`),
  };
}

type Problems = readonly { resource?: string | null }[];

/** Which of the resources that are to be taken would break rules; none where they are all of them, so that nothing would be left. */
export function breaking(resources: readonly string[], problems: Problems): string[] {
  const named = new Set(problems.map(({ resource }) => resource));
  const found = resources.filter((resource) => named.has(resource));
  return found.length === resources.length ? [] : found;
}

/** What stands in the place of a diff that is empty: what conflicts, or is held back, has none. */
export function noDiffWords({ problems = [], waits }: Pick<TakeView, "problems" | "waits">): string {
  if (problems.length > 0) return "There is no diff before what conflicts is decided in its change.";
  return waits ? "There is no diff while publishing it would wait." : "No difference.";
}

/** What is wrong with it, in one sentence: it conflicts, or else it breaks rules. */
export function problemsTitle(problems: readonly { rule: string }[]): string {
  const conflicts = problems.filter(({ rule }) => rule === "conflict").length;
  return conflicts > 0
    ? `It conflicts in ${count(conflicts, "place")}.`
    : `It would break ${count(problems.length, "rule")}.`;
}
