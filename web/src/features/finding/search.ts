/** Finding among the findings of a rule. Pure. */
import type { FindingView } from "~/api/types";

type Searched = Pick<FindingView, "message" | "resource" | "field" | "path" | "line" | "other" | "other_path">;

/** Those that have every word of the text, in what is said of them: message, resources, field, files with the line. */
export function findAmong<Finding extends Searched>(findings: readonly Finding[], text: string): readonly Finding[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return findings;
  return findings.filter((finding) => {
    const { message, resource, field, path, line, other, other_path } = finding;
    const all = [message, resource, field, `${path}:${line}`, other, other_path].join("\n").toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
