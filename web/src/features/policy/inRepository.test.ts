import { expect, test } from "vitest";
import type { PolicyFileView } from "~/api/types";
import { differenceLines, fileWords, mayBeAccepted, problemWords } from "./inRepository";

const file = (more: Partial<PolicyFileView>): PolicyFileView => ({
  path: ".hedgerow/env.toml",
  state: "waiting",
  id: "b1",
  brought: { commit: "c1" },
  policy: {},
  ...more,
});

test("each state of a file is one sentence, and says what decides", () => {
  expect(fileWords(file({})).title).toBe("`.hedgerow/env.toml` in the repository has another policy, which waits.");
  expect(fileWords(file({ gone: true })).title).toBe("`.hedgerow/env.toml` is gone from the repository.");
  expect(fileWords(file({ state: "agrees" })).tone).toBe("sync");
  for (const state of ["waiting", "dismissed", "edited", "unreadable"] as const) {
    expect(fileWords(file({ state })).means).toMatch(/decides\./);
  }
});

test("what is understood and differs can be accepted", () => {
  expect(mayBeAccepted(file({}))).toBe(true);
  expect(mayBeAccepted(file({ state: "dismissed" }))).toBe(true);
  expect(mayBeAccepted(file({ state: "agrees" }))).toBe(false);
  const { policy: _, ...unread } = file({ state: "unreadable" });
  expect(mayBeAccepted(unread)).toBe(false);
});

test("a mistake is told with its line, where it has one", () => {
  expect(problemWords({ line: 3, column: 8, message: "`take`: what" })).toBe("Line 3, column 8: `take`: what.");
  expect(problemWords({ message: "it is a folder" })).toBe("It is a folder.");
});

test("each difference is a line with what was and what is", () => {
  const rule = (name: string, off = false) => ({ name, take: "git" as const, ...(off && { off }) });
  const lines = differenceLines({
    owners: [{ change: "added", after: { path: "spec.a", owner: "git" } }],
    rules: [
      { change: "removed", before: rule("a") },
      { change: "changed", before: rule("b"), after: rule("b", true) },
      { change: "moved", before: rule("c"), after: rule("c") },
    ],
  });
  expect(lines.map(({ change, name }) => `${change} ${name}`)).toEqual(["added ", "removed a", "changed b", "moved c"]);
  expect(lines[1]?.after).toBeUndefined();
  expect(lines[2]?.after).toBe("Any field of any kind: Git's value holds. Off: it decides nothing.");
  expect(lines[3]?.before).toBeUndefined();
});
