/** What the check of a typed text comes to, in one line. Pure. */
import type { CheckView } from "~/api/types";
import { checkedWords, evidenceWords } from "~/features/finding/evidence";
import { count, sentence } from "~/lib/words";

export interface Verdict {
  text: string;
  /** Something was checked, and nothing was found: only then there is a tick. */
  isFine: boolean;
}

type Answer = Pick<CheckView, "findings" | "resources" | "passed" | "not_possible">;

/** `missing`: why it cannot be saved yet, whatever the check says. */
export function verdictOf(answer: Answer, missing?: string): Verdict {
  const { text, isFine } = ofText(answer);
  return missing === undefined
    ? { text, isFine }
    : { text: `${text} It cannot be saved yet. ${missing}`, isFine: false };
}

function ofText(answer: Answer): Verdict {
  const { findings, resources } = answer;
  if (findings.length > 0) {
    return { text: sentence(checkedWords(findings, answer)), isFine: false };
  }
  if (resources.length === 0) return { text: "The text holds no resource, so nothing was checked.", isFine: false };
  const whose =
    resources.length === 1 ? "It matches its schema" : `${count(resources.length, "resource")} match their schemas`;
  return { text: sentence(`${whose}; ${evidenceWords(answer)}`), isFine: true };
}
