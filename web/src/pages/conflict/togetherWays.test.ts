import { expect, test } from "vitest";
import { conflict, crossResource, DRAFT_AND_GIT } from "~/test/fixtures";
import { keyedChoices, otherFile, togetherWays, whyNotOther } from "./togetherWays";

const { together } = crossResource();
const WHOLE = { path: "", base: null, draft: null, git: null } as const;

test("the draft's field gets another value or Git's, or the other resource's field does; both cannot stay", () => {
  const ways = togetherWays(crossResource());
  expect(ways.map(({ of, choice }) => [of, choice])).toEqual([
    ["own", { typed: "own" }],
    ["own", { take: "git" }],
    ["other", { typed: "other" }],
  ]);
  expect(ways.map(({ meaning }) => meaning)).toEqual([
    "for VPC/web, in bigger web",
    "the field is again as Git has it",
    "for VPC/storage: drafted in bigger web too",
  ]);
});

test("what Git does not have is taken out of the draft", () => {
  const [, git] = togetherWays(crossResource({ base: null, git: null }));
  expect(git?.meaning).toBe("the draft no longer has the field, as in Git");
});

test("the value from before is offered where Git has another one since", () => {
  const choices = (more: object) => togetherWays(crossResource(more)).map(({ choice }) => choice);
  expect(choices({ base: "10.0.7.0/24" })).toContainEqual({ take: "base" });
  expect(choices({ base: null, git: undefined })).not.toContainEqual({ take: "base" });
  expect(togetherWays(crossResource({ base: null }))[2]?.meaning).toBe("the draft no longer has the field");
});

test("of a whole resource the draft is dropped, with all that it changes", () => {
  const ways = togetherWays(crossResource(WHOLE));
  expect(ways[0]).toEqual({
    choice: { take: "git" },
    of: "own",
    label: "discard the draft",
    meaning: "VPC/web stays as Git has it; all that bigger web changes in it is discarded",
  });
  expect(ways.map(({ choice }) => choice)).toEqual([{ take: "git" }, { typed: "other" }]);
});

test("the other resource is changed only where Git has it, and in one of its fields", () => {
  const others = (more: object) => togetherWays(crossResource(more)).filter(({ of }) => of === "other").length;
  expect(whyNotOther(crossResource())).toBeUndefined();
  expect(whyNotOther(crossResource({ parties: DRAFT_AND_GIT }))).toBe(
    "VPC/storage is not in Git, so it cannot be changed.",
  );
  expect(others({ parties: DRAFT_AND_GIT })).toBe(0);
  const whole = { together: { ...together, other_path: "" } };
  expect(whyNotOther(crossResource(whole))).toBe(
    "This is about the whole of VPC/storage, not about one of its fields.",
  );
  expect(others(whole)).toBe(0);
});

test("the file of the other resource is that of Git's party", () => {
  expect(otherFile(crossResource())).toBe("env/storage.yaml");
  expect(otherFile(crossResource({ parties: DRAFT_AND_GIT }))).toBeUndefined();
});

test("each key chooses what is numbered with it", () => {
  expect(keyedChoices(crossResource(WHOLE))).toEqual([{ take: "git" }, { typed: "other" }]);
  expect(keyedChoices(conflict("spec.vlan"))).toEqual([
    { take: "git" },
    { take: "draft" },
    { take: "base" },
    { typed: "own" },
  ]);
});
