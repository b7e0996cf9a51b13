import { expect, test } from "vitest";
import { conflict } from "~/test/fixtures";
import { madeDraft } from "./madeDraft";
import { isReversible } from "./set";
import { takeBack, takenBackWords } from "./takenBack";

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

/** Takes decisions back, where each conflict gets a state, or a reason why not. */
async function told(...all: [madeDraft: boolean, became: "open" | "superseded" | Error][]): Promise<string> {
  const decisions = all.map(([madeDraft], at) => ({ id: at + 1, madeDraft }));
  const taken = await takeBack(decisions, async (id) => {
    const became = all[id - 1]?.[1] ?? "open";
    if (became instanceof Error) throw became;
    return { state: became };
  });
  return takenBackWords(taken);
}

test("what became of decisions is told, with the first reason why not", async () => {
  expect(await told([false, "open"])).toBe("1 conflict is open again.");
  expect(
    await told([false, "open"], [false, "superseded"], [false, new Error("it is published.")], [false, "open"]),
  ).toBe(
    "2 conflicts are open again. 1 conflict is no longer there: Git settled what they were about. 1 decision stays: it is published.",
  );
});

const DRAFT = "What Git was to take is still a draft: discard it in its change where it is no longer wanted.";

test("a draft that stays is told of decisions alone that made one and of which the conflict is open again", async () => {
  expect(await told([true, "open"])).toBe(`1 conflict is open again. ${DRAFT}`);
  expect(await told([true, "open"], [true, "open"])).toContain("is still in drafts:");
  expect(await told([true, new Error("no.")])).toBe("1 decision stays: no.");
  expect(await told([false, "open"], [true, new Error("no.")])).toBe("1 conflict is open again. 1 decision stays: no.");
  expect(await told([false, "open"], [true, "superseded"])).not.toContain("still");
  expect(await told([true, "open"], [true, "superseded"], [true, new Error("no.")])).toContain(DRAFT);
});
