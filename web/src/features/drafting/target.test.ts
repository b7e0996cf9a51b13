import { expect, test } from "vitest";
import { changeOf, firstTarget, targetProblem } from "./target";

test("the address comes first, then a change that has a draft of it, then the one used last", () => {
  const open = ["a", "b", "c"];
  expect(firstTarget(open, { address: "b", drafts: ["c"], last: "a" }, "manual")).toEqual({ name: "b", isNew: false });
  expect(firstTarget(open, { address: "new one" }, "manual")).toEqual({ name: "new one", isNew: true });
  expect(firstTarget(open, { drafts: ["c"], last: "a" }, "manual")).toEqual({ name: "c", isNew: false });
  expect(firstTarget(open, { drafts: ["gone"], last: "a" }, "manual")).toEqual({ name: "a", isNew: false });
});

test("a new change that was begun takes the next draft", () => {
  expect(firstTarget(["a"], { begun: "fresh", last: "a" }, "manual")).toEqual({ name: "fresh", isNew: true });
  expect(firstTarget(["a", "fresh"], { begun: "fresh" }, "manual")).toEqual({ name: "fresh", isNew: false });
});

test("without any of it, the only open change is taken, and else a new one is asked for", () => {
  expect(firstTarget(["a"], {}, "manual")).toEqual({ name: "a", isNew: false });
  expect(firstTarget(["a", "b"], {}, "manual")).toEqual({ name: "", isNew: true });
  expect(firstTarget([], {}, "manual")).toEqual({ name: "", isNew: true });
  expect(firstTarget(["a"], {}, "automatic")).toEqual({ name: "", isNew: false });
});

test("a change needs a name, unless publishing is automatic", () => {
  expect(targetProblem({ name: " ", isNew: true }, "manual")).toBe("The change needs a name.");
  expect(targetProblem({ name: "", isNew: false }, "automatic")).toBeUndefined();
  expect(targetProblem({ name: "x".repeat(201), isNew: true }, "manual")).toContain("200");
  expect(changeOf({ name: " pool ", isNew: true })).toEqual({ change: "pool" });
  expect(changeOf({ name: "", isNew: false })).toEqual({});
});
