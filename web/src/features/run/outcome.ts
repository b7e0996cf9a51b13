/**
 * How a run and each of its steps ended, as a mark and in words; for every outcome there is. A tick stands for what is done
 * and for nothing else. Pure.
 */
import type { RunOutcome, RunStepView, RunView, StepOutcome } from "~/api/types";
import type { IconName } from "~/components/Icon";
import type { Tone } from "~/components/lamps/lamps";
import { toneOf } from "~/features/change/reason";

export interface Mark {
  tone: Tone;
  icon: IconName;
  words: string;
}

const RUNS: Record<RunOutcome, Mark> = {
  "under way": { tone: "news", icon: "sync", words: "under way" },
  done: { tone: "sync", icon: "check", words: "done" },
  nothing: { tone: "aside", icon: "fold", words: "published nothing" },
  partly: { tone: "drift", icon: "warning", words: "done in part: a change was stopped" },
  stopped: { tone: "drift", icon: "lock", words: "stopped: nothing was published" },
  failed: { tone: "conflict", icon: "error", words: "failed" },
};

/** Of a run; one in which something was refused is as bad as that. */
export function runMark(run: Pick<RunView, "outcome" | "settled">): Mark {
  const mark = RUNS[run.outcome];
  const isBad = (run.settled ?? []).some(({ reason }) => reason && toneOf(reason) === "conflict");
  return isBad && mark.tone === "drift" ? { ...mark, tone: "conflict" } : mark;
}

const STEPS: Record<StepOutcome, Mark> = {
  done: { tone: "sync", icon: "check", words: "done" },
  stopped: { tone: "drift", icon: "lock", words: "something was stopped" },
  moved: { tone: "news", icon: "sync", words: "the branch changed" },
  refused: { tone: "conflict", icon: "error", words: "refused" },
  unreached: { tone: "drift", icon: "warning", words: "not answered" },
};

/** Of a step of before outcomes were recorded. */
const UNKNOWN: Mark = { tone: "aside", icon: "fold", words: "its outcome was not recorded" };

export function stepMark({ outcome }: Pick<RunStepView, "outcome">): Mark {
  return outcome ? STEPS[outcome] : UNKNOWN;
}

/** What a step is called: once it did what it is for, and as such. */
const NAMES: Record<string, [done: string, itself: string]> = {
  requested: ["Requested", "Request"],
  planned: ["Planned", "Plan"],
  fetched: ["Fetched", "Fetch"],
  merging: ["Merged", "Merge"],
  committed: ["Committed", "Commit"],
  pushing: ["Pushed", "Push"],
  verified: ["Verified", "Verification"],
  finalised: ["Read back", "Reading back"],
};

const ENDINGS: Record<Exclude<StepOutcome, "done">, string> = {
  stopped: "stopped",
  moved: "overtaken",
  refused: "refused",
  unreached: "not answered",
};

/** `Pushed`, `Push refused`, `Push overtaken`: what is said is what happened. */
export function stepWords({ name, outcome }: Pick<RunStepView, "name" | "outcome">): string {
  const [done, itself] = NAMES[name] ?? [name, name];
  if (!outcome) return itself;
  return outcome === "done" ? done : `${itself} ${ENDINGS[outcome]}`;
}
