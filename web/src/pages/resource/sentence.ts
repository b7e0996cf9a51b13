/** One sentence that tells how a resource stands. Pure. */
import type { ResourceDetail } from "~/api/types";
import { capital, count, list } from "~/lib/words";

type Standing = Pick<ResourceDetail, "state" | "drafts" | "conflicts" | "findings" | "documents">;

export function sentenceOf(resource: Standing): string {
  const { state, drafts, documents, conflicts, findings } = resource;
  const open = conflicts.filter((conflict) => conflict.state === "open");
  const errors = findings.filter((finding) => finding.severity === "error").length;
  switch (state) {
    case "in sync":
      return "Nobody is editing it: it is as Git has it.";
    case "draft":
      return `${drafted(drafts)}; not in Git yet.`;
    case "outdated":
      return `${drafted(drafts)}. Git changed since; both merge cleanly.`;
    case "conflict":
      return `${count(open.length, "conflict")} between ${drafts.length > 0 ? "drafts and Git" : "its documents"} ${open.length === 1 ? "waits" : "wait"} for a decision.`;
    case "invalid":
      return errors > 0 ? `Git's text has ${count(errors, "error")}.` : "Git's text does not fit its schema.";
    case "duplicate":
      return `It stands in ${count(documents.length, "document")} at once: ${list(documents.map(place))}. All but one must go.`;
    case "commented out":
      return `It is switched off: its document stands in comments${documents[0] ? `, ${place(documents[0])}` : ""}.`;
    case "unreadable":
      return "Its file no longer parses in Git. The last good text is kept and shown.";
    default:
      return state;
  }
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
