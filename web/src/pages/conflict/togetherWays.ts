/** The ways to settle a conflict between two resources that break a rule together: one of the two is changed. Pure. */
import type { ConflictView } from "~/api/types";
import { type CrossResource, isCrossResource } from "~/features/conflict/set";
import { mayType, sidesOf } from "~/features/conflict/withCluster";
import { spokenName } from "~/features/resource/identity";
import type { Choice, TypedField } from "./choices";

export interface TogetherWay {
  choice: Choice;
  /** Which of the two resources is changed. */
  of: TypedField;
  label: string;
  /** What comes of choosing it. */
  meaning: string;
}

/** In the order of their keys; both resources cannot stay as they are, so that is not among them. */
export function togetherWays(conflict: CrossResource): TogetherWay[] {
  const own = spokenName(conflict);
  const change = conflict.change ?? "the change";
  const ways: TogetherWay[] = [];
  if (conflict.path === "") {
    const meaning = `${own} stays as Git has it; all that ${change} changes in it is discarded`;
    ways.push({ choice: { take: "git" }, of: "own", label: "discard the draft", meaning });
  } else {
    ways.push({ choice: { typed: "own" }, of: "own", label: "another value", meaning: `for ${own}, in ${change}` });
    const git = conflict.git ?? null;
    const base = conflict.base ?? null;
    const back = git === null ? "the draft no longer has the field, as in Git" : "the field is again as Git has it";
    ways.push({ choice: { take: "git" }, of: "own", label: "keep theirs", meaning: back });
    if (JSON.stringify(base) !== JSON.stringify(git)) {
      const before = base === null ? "the draft no longer has the field" : "the value that the draft was started from";
      ways.push({ choice: { take: "base" }, of: "own", label: "base", meaning: before });
    }
  }
  if (whyNotOther(conflict) === undefined) {
    const meaning = `for ${spokenName(conflict.together.other)}: drafted in ${change} too`;
    ways.push({ choice: { typed: "other" }, of: "other", label: "another value", meaning });
  }
  return ways;
}

/** The file of the other resource; nothing where Git does not have it. */
export function otherFile({ parties }: Pick<ConflictView, "parties">): string | undefined {
  const git = parties.find((party) => party.party === "git");
  return (git?.party === "git" && git.path) || undefined;
}

/** Why the other resource cannot be changed here; nothing where it can. */
export function whyNotOther(conflict: CrossResource): string | undefined {
  const { other, other_path } = conflict.together;
  const name = spokenName(other);
  if (otherFile(conflict) === undefined) return `${name} is not in Git, so it cannot be changed.`;
  if (other_path === "") return `This is about the whole of ${name}, not about one of its fields.`;
  return undefined;
}

/** What each key chooses, the first one at the front. */
export function keyedChoices(conflict: ConflictView): readonly Choice[] {
  if (isCrossResource(conflict)) return togetherWays(conflict).map(({ choice }) => choice);
  const sides = sidesOf(conflict).map((take): Choice => ({ take }));
  return mayType(conflict) ? [...sides, { typed: "own" }] : sides;
}
