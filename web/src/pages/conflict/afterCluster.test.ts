import { expect, test } from "vitest";
import type { ConflictView } from "~/api/types";
import { gitWithCluster } from "~/test/fixtures";
import { changeOfDecision, outcomeWords, takesFromCluster } from "./afterCluster";

test("Git takes what was decided for the cluster, for the base or by a value of one's own", () => {
  const decided = (decision: ConflictView["decision"]) => [gitWithCluster("a", { state: "resolved", decision })];
  expect(takesFromCluster(decided({ take: "git" }))).toBe(false);
  for (const decision of [{ take: "cluster" }, { take: "base" }, { value: 3 }, "delete"] as const) {
    expect(takesFromCluster(decided(decision))).toBe(true);
  }
  expect(takesFromCluster([...decided({ take: "git" }), ...decided({ take: "cluster" })])).toBe(true);
  expect(takesFromCluster([])).toBe(false);
});

test("the change is the one that was named, else the one drafted last", () => {
  const drafts = [
    { change: "old", updated_at: 1 },
    { change: "new", updated_at: 3 },
    { change: "other", updated_at: 2 },
  ];
  expect(changeOfDecision(drafts, "night shift")).toBe("night shift");
  expect(changeOfDecision(drafts, undefined)).toBe("new");
  expect(changeOfDecision([], undefined)).toBeUndefined();
});

test("what came of it is told", () => {
  expect(outcomeWords(false, undefined)).toBe("Git's value holds; the cluster has yet to follow.");
  expect(outcomeWords(true, "night shift")).toContain("the change “night shift”");
  expect(outcomeWords(true, undefined)).toContain("no draft of it is open");
});
