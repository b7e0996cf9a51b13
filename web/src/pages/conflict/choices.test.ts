import { expect, test } from "vitest";
import { conflict, gitWithCluster } from "~/test/fixtures";
import { type Choices, choiceLike, lostChoice, moved, NOTHING_CHOSEN, requestOf, type Step, step } from "./choices";

const after = (...steps: Step[]): Choices => steps.reduce(step, NOTHING_CHOSEN);
const git: Step = { do: "choose", question: "a", choice: { take: "git" } };
const draft: Step = { do: "choose", question: "a", choice: { take: "draft" } };

test("undo goes back one choice at a time", () => {
  const choices = after(git, draft);
  expect(step(choices, { do: "undo" }).chosen).toEqual({ a: { take: "git" } });
  expect(step(step(choices, { do: "undo" }), { do: "undo" }).chosen).toEqual({});
  expect(step(NOTHING_CHOSEN, { do: "undo" })).toBe(NOTHING_CHOSEN);
});

test("choosing the same again is no step", () => {
  expect(after(git, git).past).toHaveLength(1);
});

test("what was applied does not come back by undo", () => {
  const choices = after(
    git,
    { do: "choose", question: "b", choice: { take: "base" } },
    { do: "applied", question: "a" },
  );
  expect(choices.chosen).toEqual({ b: { take: "base" } });
  expect(step(step(choices, { do: "undo" }), { do: "undo" }).chosen).toEqual({});
});

test("a typed text outlives undo and the question it was typed for", () => {
  const choices = after(
    { do: "type", subject: "spec.vlan", field: "own", text: "1300" },
    { do: "choose", question: "a", choice: { typed: "own" } },
    { do: "undo" },
  );
  expect(choices.typed["spec.vlan"]).toEqual({ own: "1300" });
});

test("an empty typed value is not a decision", () => {
  expect(requestOf({ typed: "own" }, { own: "  " })).toBeUndefined();
  expect(requestOf({ typed: "own" }, { own: "1300" })).toEqual({ value: "1300" });
  expect(requestOf({ take: "base" }, { own: "1300" })).toEqual({ take: "base" });
  expect(requestOf(undefined, { own: "1300" })).toBeUndefined();
});

test("a value for the other resource is not one for the resource's own field", () => {
  const { typed } = after(
    { do: "type", subject: "a", field: "own", text: "1300" },
    { do: "type", subject: "a", field: "other", text: "1400" },
  );
  expect(requestOf({ typed: "other" }, typed.a ?? {})).toEqual({ other: "1400" });
  expect(requestOf({ typed: "own" }, typed.a ?? {})).toEqual({ value: "1300" });
  expect(requestOf({ typed: "other" }, { own: "1300" })).toBeUndefined();
});

test("moving stays among the rows", () => {
  expect([moved(0, -1, 3), moved(0, 1, 3), moved(2, 1, 3), moved(0, 1, 0)]).toEqual([0, 1, 2, 0]);
});

test("a choice that was made for other values at the same place is told, not taken", () => {
  const then = JSON.stringify(["spec.vlan", "edit/edit", 1001, 1300, 1400]);
  const now = JSON.stringify(["spec.vlan", "edit/edit", 1001, 1300, 1500]);
  const chosen = { [then]: { take: "draft" as const } };
  expect(lostChoice(chosen, "spec.vlan", now)).toEqual({ take: "draft" });
  expect(lostChoice(chosen, "spec.vlan", then)).toBeUndefined();
  expect(lostChoice(chosen, "spec.mtu", JSON.stringify(["spec.mtu"]))).toBeUndefined();
});

test("one side for several is undone as one", () => {
  const all: Step = { do: "choose all", questions: ["a", "b"], take: "draft" };
  const choices = after(git, all);
  expect(choices.chosen).toEqual({ a: { take: "draft" }, b: { take: "draft" } });
  expect(step(choices, { do: "undo" }).chosen).toEqual({ a: { take: "git" } });
  expect(step(NOTHING_CHOSEN, { ...all, questions: [] })).toBe(NOTHING_CHOSEN);
});

test("an earlier decision is taken as the choice that says the same", () => {
  const sides = { ...conflict("spec.vlan"), git: 1400, draft: null, base: 1001 };
  expect(choiceLike({ take: "git" }, sides)).toEqual({ choice: { take: "git" } });
  expect(choiceLike({ value: 1350 }, sides)).toEqual({ choice: { typed: "own" }, text: "1350" });
  expect(choiceLike("delete", sides)).toEqual({ choice: { take: "draft" } });
  expect(choiceLike("delete", { ...sides, draft: 1 })).toBeUndefined();
  expect(choiceLike("delete", gitWithCluster("a", { cluster: null }))).toEqual({ choice: { take: "cluster" } });
  expect(choiceLike({ take: "cluster" }, sides)).toBeUndefined();
  expect(choiceLike({ take: "draft" }, gitWithCluster("a"))).toBeUndefined();
  expect(choiceLike({ value: {} }, gitWithCluster(""))).toBeUndefined();
});
