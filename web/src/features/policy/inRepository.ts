/** The policy that a fabric has in its repository, in words. Pure. */
import type {
  OwnerDifference,
  PolicyChange,
  PolicyDifference,
  PolicyFileView,
  PolicyProblem,
  RuleDifference,
  SeverityDifference,
} from "~/api/types";
import type { Tone } from "~/components/lamps/lamps";
import { sentence } from "~/lib/words";
import { ownerSentence, ruleSentence, severitySentence } from "./policy";

export interface FileWords {
  tone: Tone;
  title: string;
  /** What that means. */
  means: string;
}

/** Where a file stands to the policy that decides. */
export function fileWords(file: PolicyFileView): FileWords {
  const at = `\`${file.path}\``;
  switch (file.state) {
    case "agrees":
      return { tone: "sync", title: `${at} in the repository says the same.`, means: "" };
    case "waiting":
      return file.gone
        ? {
            tone: "drift",
            title: `${at} is gone from the repository.`,
            means:
              "The policy that came from it still decides. Accept, and the fabric has no rules any more; dismiss, and they stay.",
          }
        : {
            tone: "news",
            title: `${at} in the repository has another policy, which waits.`,
            means: "It decides nothing until it is accepted. The policy below decides.",
          };
    case "dismissed":
      return {
        tone: "aside",
        title: `${at} in the repository has another policy, which was dismissed.`,
        means: "The policy below decides. It waits again when the file changes.",
      };
    case "edited":
      return {
        tone: "aside",
        title: `This policy differs from ${at} in the repository.`,
        means: "What the file says was accepted, and the policy was edited here since. The policy below decides.",
      };
    case "unreadable":
      return {
        tone: "conflict",
        title: `${at} in the repository is not understood.`,
        means: "The policy below still decides.",
      };
  }
}

/** Whether what the file says can be made the fabric's policy. */
export function mayBeAccepted({ state, policy }: PolicyFileView): boolean {
  return Boolean(policy) && state !== "agrees" && state !== "unreadable";
}

/** `line 3, column 8: …` */
export function problemWords({ line, column, message }: PolicyProblem): string {
  const place = line && column ? `line ${line}, column ${column}: ` : "";
  return sentence(`${place}${message}`);
}

export interface DifferenceLine {
  change: PolicyChange;
  name: string;
  before: string | undefined;
  after: string | undefined;
}

export const CHANGE_WORDS: Readonly<Record<PolicyChange, string>> = {
  added: "new",
  removed: "gone",
  changed: "changed",
  moved: "moved",
};

/** What is not the same with the file, a line each: owners are asked first. */
export function differenceLines({ owners = [], rules = [], severities = [] }: PolicyDifference): DifferenceLine[] {
  const owner = ({ change, before, after }: OwnerDifference): DifferenceLine => ({
    change,
    // its sentence begins with the field
    name: "",
    before: before && change !== "moved" ? ownerSentence(before) : undefined,
    after: after ? ownerSentence(after) : undefined,
  });
  const rule = ({ change, before, after }: RuleDifference): DifferenceLine => ({
    change,
    name: (after ?? before)?.name ?? "",
    before: before && change !== "moved" ? ruleWords(before) : undefined,
    after: after ? ruleWords(after) : undefined,
  });
  const severity = ({ change, before, after }: SeverityDifference): DifferenceLine => ({
    change,
    name: "",
    before: before && change !== "moved" ? severitySentence(before) : undefined,
    after: after ? severitySentence(after) : undefined,
  });
  return [...owners.map(owner), ...rules.map(rule), ...severities.map(severity)];
}

function ruleWords(rule: NonNullable<RuleDifference["after"]>): string {
  return `${ruleSentence(rule)}${rule.off ? " Off: it decides nothing." : ""}`;
}
