import { expect, test } from "vitest";
import type { RunOutcome, StepOutcome } from "~/api/types";
import { runMark, stepMark, stepWords } from "./outcome";

/** Every outcome of a run: the type check fails where one is missing. */
const RUNS: Record<RunOutcome, [tone: string, icon: string]> = {
  "under way": ["news", "sync"],
  done: ["sync", "check"],
  nothing: ["aside", "fold"],
  partly: ["drift", "warning"],
  stopped: ["drift", "lock"],
  failed: ["conflict", "error"],
};

/** Every outcome of a step, with what a push and a merge are called then. */
const STEPS: Record<StepOutcome, [tone: string, icon: string, push: string, merge: string]> = {
  done: ["sync", "check", "Pushed", "Merged"],
  stopped: ["drift", "lock", "Push stopped", "Merge stopped"],
  moved: ["news", "sync", "Push overtaken", "Merge overtaken"],
  refused: ["conflict", "error", "Push refused", "Merge refused"],
  unreached: ["drift", "warning", "Push not answered", "Merge not answered"],
};

test("a tick, and green, are for what is done and for nothing else", () => {
  for (const [outcome, expected] of Object.entries(RUNS)) {
    const { tone, icon } = runMark({ outcome: outcome as RunOutcome });
    expect([tone, icon], outcome).toEqual(expected);
    expect(icon === "check" || tone === "sync", outcome).toBe(outcome === "done");
  }
  for (const [outcome, [tone, icon, push, merge]] of Object.entries(STEPS)) {
    const step = { outcome: outcome as StepOutcome };
    expect(stepMark(step), outcome).toMatchObject({ tone, icon });
    expect(icon === "check" || tone === "sync", outcome).toBe(outcome === "done");
    expect(stepWords({ ...step, name: "pushing" })).toBe(push);
    expect(stepWords({ ...step, name: "merging" })).toBe(merge);
  }
});

test("a run in which a change was refused is as bad as that", () => {
  const settled = (reason: object) => [{ id: "1", change: "c", state: "waiting", reason }] as never;
  const held = settled({ kind: "large-deletion", deleted: 12, of: 12 });
  expect(runMark({ outcome: "stopped", settled: held }).tone).toBe("drift");
  const declined = settled({ kind: "hook-declined", text: "no" });
  expect(runMark({ outcome: "partly", settled: declined }).tone).toBe("conflict");
  expect(runMark({ outcome: "done", settled: declined }).tone).toBe("sync");
});

test("a step of before outcomes were recorded is neither done nor refused", () => {
  expect(stepMark({})).toMatchObject({ tone: "aside" });
  expect(stepWords({ name: "pushing" })).toBe("Push");
  expect(stepWords({ name: "of-tomorrow", outcome: "refused" })).toBe("of-tomorrow refused");
});
