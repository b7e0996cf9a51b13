import { expect, test } from "vitest";
import { conflict } from "~/test/fixtures";
import { takenBackWords } from "./takenBack";
import { isUndoable } from "./undoable";

test("a decision about a draft can be undone at once, one with the cluster or of raw/ cannot", () => {
  const decided = conflict("spec.x", { state: "resolved" });
  expect(isUndoable(decided)).toBe(true);
  expect(isUndoable({ ...decided, state: "open" })).toBe(false);
  const raw = { party: "raw", path: "env/raw/web.yaml" } as const;
  const git = { party: "git", commit: "4f2a", path: "env/managed/web.yaml" } as const;
  expect(isUndoable({ ...decided, parties: [raw, git] })).toBe(false);
  const cluster = { party: "cluster", name: "lab" } as never;
  expect(isUndoable({ ...decided, parties: [cluster, git] })).toBe(false);
});

test("what became of it is told, with the first reason why not", () => {
  expect(takenBackWords({ open: 1, superseded: 0, refused: [] })).toBe("1 conflict is open again.");
  expect(takenBackWords({ open: 2, superseded: 1, refused: ["it is published."] })).toBe(
    "2 conflicts are open again. 1 conflict is no longer there: Git settled what they were about. 1 decision stays: it is published.",
  );
});
