import { expect, test } from "vitest";
import { conflict, crossResource, draftWithCluster, gitWithCluster } from "~/test/fixtures";
import { chosenOf, isTriable, keepsGit, outcomeWords, triedOf } from "./outcome";

test("what can be tried is what is chosen of one resource's own conflicts", () => {
  const vlan = conflict("spec.vlan");
  expect(
    triedOf([
      { conflict: vlan, request: { take: "git" } },
      { conflict: { ...vlan, id: 8 }, request: { value: "1500" } },
      { conflict: { ...vlan, id: 9 }, request: undefined },
      { conflict: crossResource({ id: 10 }), request: { take: "draft" } },
      { conflict: crossResource({ id: 11 }), request: { other: "1" } },
    ]),
  ).toEqual([
    { conflict: 7, take: "git" },
    { conflict: 8, value: "1500" },
  ]);
});

test("of Git and the cluster no outcome is tried, of a draft and the cluster it is", () => {
  expect([draftWithCluster("a"), gitWithCluster("a"), conflict("a")].map(isTriable)).toEqual([true, false, true]);
  const row = (made: typeof conflict) => ({ conflict: made("a"), request: undefined });
  expect([keepsGit([row(conflict)]), keepsGit([row(conflict), row(draftWithCluster)])]).toEqual([true, false]);
  const chosen = (request: Parameters<typeof chosenOf>[0]["request"]) =>
    chosenOf({ conflict: gitWithCluster("a"), request });
  expect(chosen({ take: "cluster" })).toEqual({ value: 1300 });
  expect(chosen({ value: "1500" })).toEqual({ text: "1500" });
  expect(chosen(undefined)).toBeUndefined();
});

test("an outcome is told in one sentence", () => {
  const result = { diff: "-a\n+b\n", git: "a", text: "b", left: 0, broken: [] };
  expect(outcomeWords(result)).toBe("This is what the change brings to Git.");
  expect(outcomeWords({ ...result, left: 2 })).toBe("2 conflicts left; until they are decided, they keep Git's value.");
  expect(outcomeWords({ ...result, left: 1 })).toBe("1 conflict left; until it is decided, it keeps Git's value.");
  expect(outcomeWords({ ...result, left: 2 }, false)).toBe(
    "2 conflicts left; nothing is published before all are decided.",
  );
  expect(outcomeWords({ ...result, diff: "" })).toBe("Git stays as it is.");
  expect(outcomeWords({ ...result, text: null })).toBe("The resource is deleted.");
  expect(outcomeWords({ ...result, git: null })).toBe("The resource is added to Git.");
});
