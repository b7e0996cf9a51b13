/** What taking from the cluster is called. Pure. */
import type { Taking } from "~/api/queries/drift";
import { count } from "~/lib/words";

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
    done: (many) => (path ? `${path} is accepted` : `${be(many)} accepted`),
  };
}
