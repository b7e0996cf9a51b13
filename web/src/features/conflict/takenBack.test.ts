import { expect, test } from "vitest";
import { conflict } from "~/test/fixtures";
import { madeDraft } from "./madeDraft";
import { isReversible } from "./set";
import { takenBackWords } from "./takenBack";

const git = { party: "git", commit: "4f2a", path: "env/managed/web.yaml" } as const;
const cluster = { party: "cluster", name: "lab" } as never;

test("a decision about a draft or with the cluster can be undone at once, one of raw/ cannot", () => {
  const decided = conflict("spec.x", { state: "resolved" });
  expect(isReversible(decided)).toBe(true);
  expect(isReversible({ ...decided, state: "open" })).toBe(false);
  const raw = { party: "raw", path: "env/raw/web.yaml" } as const;
  expect(isReversible({ ...decided, parties: [raw, git] })).toBe(false);
  expect(isReversible({ ...decided, parties: [cluster, git] })).toBe(true);
});

test("only a decision between Git and the cluster makes a draft, where Git is to take something else", () => {
  const decided = conflict("spec.x", { state: "resolved", decision: { take: "cluster" } });
  expect(madeDraft(decided)).toBe(false);
  const parties = [cluster, git];
  for (const [decision, expected] of [
    [{ take: "cluster" }, true],
    [{ take: "base" }, true],
    [{ value: 7 }, true],
    ["delete", true],
    [{ take: "git" }, false],
    [null, false],
  ] as const) {
    expect(madeDraft({ ...decided, parties, decision }), JSON.stringify(decision)).toBe(expected);
  }
});

test("what became of it is told, with the first reason why not", () => {
  expect(takenBackWords({ open: 1, superseded: 0, refused: [] })).toBe("1 conflict is open again.");
  expect(takenBackWords({ open: 2, superseded: 1, refused: ["it is published."] })).toBe(
    "2 conflicts are open again. 1 conflict is no longer there: Git settled what they were about. 1 decision stays: it is published.",
  );
});

test("a draft that stays is told, unless nothing was taken back", () => {
  expect(takenBackWords({ open: 1, superseded: 0, refused: [] }, 1)).toBe(
    "1 conflict is open again. What Git was to take is still a draft: discard it in its change where it is no longer wanted.",
  );
  expect(takenBackWords({ open: 0, superseded: 0, refused: ["no."] }, 1)).toBe("1 decision stays: no.");
});
