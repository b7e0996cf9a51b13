/** One sentence that tells how a resource stands. Pure. */
import type { ConflictView, ResourceDetail } from "~/api/types";
import { partiesOf } from "~/features/conflict/set";
import { isWithCluster } from "~/features/conflict/withCluster";
import { capital, count, list } from "~/lib/words";

type Standing = Pick<ResourceDetail, "state" | "drafts" | "conflicts" | "findings" | "documents">;

export function sentenceOf(resource: Standing): string {
  const { state, drafts, documents, conflicts, findings } = resource;
  const open = conflicts.filter((conflict) => conflict.state === "open");
  const errors = findings.filter((finding) => finding.severity === "error").length;
  switch (state) {
    case "in sync":
      return "No drafts: it is the same as in Git.";
    case "draft":
      return `${drafted(drafts)}; not in Git yet.`;
    case "outdated":
      return `${drafted(drafts)}. Git changed since; both merge cleanly.`;
    case "conflict":
      return `${count(open.length, "conflict")} ${list([...new Set(open.map((one) => `between ${whose(one)}`))])} ${open.length === 1 ? "waits" : "wait"} for a decision.`;
    case "invalid":
      return errors > 0 ? `Git's text has ${count(errors, "error")}.` : "Git's text does not fit its schema.";
    case "duplicate":
      return `It is defined in ${count(documents.length, "document")}: ${list(documents.map(place))}. Delete all but one.`;
    case "commented out":
      return `It is commented out${documents[0] ? `, ${place(documents[0])}` : ""}.`;
    case "unreadable":
      return "Its file no longer parses in Git. The last good text is kept and shown.";
    default:
      return state;
  }
}

/** Who disagrees. */
function whose(conflict: ConflictView): string {
  const withGit = isWithCluster(conflict) ? "drafts and the cluster" : "drafts and Git";
  const words = { raw: "raw/ and managed/", cluster: "Git and the cluster", git: "documents of Git" };
  return { draft: withGit, ...words }[partiesOf(conflict)];
}

function place(document: { path: string; line: number }): string {
  return `${document.path}:${document.line}`;
}

function drafted(drafts: Standing["drafts"]): string {
  const said = drafts.map(({ change, action, author }) => `${WORDS[action] ?? action} by ${author.name} in ${change}`);
  return said.length === 0 ? "It has a draft" : capital(list(said));
}

const WORDS: Record<string, string> = {
  add: "added",
  edit: "edited",
  delete: "deleted",
  "comment out": "commented out",
  uncomment: "uncommented",
};
