/** The rules that a fabric declares itself: what is wrong with their text, and what is said of them. Pure. */
import type { DeclaredNote, RuleView } from "~/api/types";
import type { EditorFinding } from "~/components/editor/findings";

const PREFIX = "declared/";

export function isDeclared({ id }: Pick<RuleView, "id">): boolean {
  return id.startsWith(PREFIX);
}

/** What a new text begins with: each sort of rule once, in comments. */
export const EXAMPLE = `# An entry for each rule, under the name that it is to have. "[*]" is each item of a list.
#
# tenant:
#   why: Networks are billed to tenants.
#   reference: {from: {kind: Network.example.com, path: spec.tenant}, to: {kind: Tenant.example.com}}
# vni:
#   unique: {of: {kind: Network.example.com, path: spec.vni}}
# vlan:
#   level: warning
#   unique: {of: {kind: Network.example.com, path: "spec.vlans[*].id", scope: "spec.vlans[*].switch"}}
# vni-range:
#   range: {of: {kind: Network.example.com, path: spec.vni}, from: 1000, to: 9999}
# subnets:
#   no-overlap: {of: {kind: Network.example.com, path: "spec.subnets[*]"}, within: namespace}
`;

/** The mistakes of a text that was refused: those whose line the server names. */
export function mistakesIn(detail: string | undefined): EditorFinding[] {
  return (detail ?? "").split("\n").flatMap((text) => {
    const found = /^line (\d+): (.+)$/.exec(text);
    if (!found) return [];
    const [, line, message] = found;
    return [{ line: Number(line), column: 0, severity: "error" as const, message: message ?? "" }];
  });
}

/** What is said of rules, by rule. */
export function notesOf(notes: readonly DeclaredNote[]): { rule: string; messages: string[] }[] {
  const rules = [...new Set(notes.map(({ rule }) => rule))];
  const messages = (rule: string) => notes.filter((note) => note.rule === rule).map(({ message }) => message);
  return rules.map((rule) => ({ rule, messages: messages(rule) }));
}
