import { expect, test } from "vitest";
import type { FindingView } from "~/api/types";
import { change, draft } from "~/test/fixtures";
import { conflictsOf, isRefused, outlookOf } from "./outlook";

const finding = (rule: string, severity: FindingView["severity"] = "error") =>
  ({ path: "", line: 0, column: 0, severity, rule, message: "x" }) as FindingView;
const CLEAN = { problems: [], conflicts: [] };
const of = (state: string) => change({ drafts: [draft("web", { state })] });
const NOTHING = { diff: undefined, error: undefined };

test("what the checks found is said, and that it is refused for it", () => {
  const problems = [finding("taken"), finding("taken"), finding("order", "warning")];
  expect(outlookOf(change(), { diff: { ...CLEAN, problems }, error: undefined })).toEqual({
    isRefused: true,
    words: "It would be refused:",
    found: "2 errors",
  });
  const waits = { kind: "file-unreadable", detail: "a.yaml is not UTF-8 text" } as const;
  const held = outlookOf(change(), { diff: { ...CLEAN, waits }, error: undefined });
  expect(held?.found).toBe("a file that it edits cannot be read: a.yaml is not UTF-8 text");
});

test("a conflict that is met for the first time counts, and so does one with a record; none counts twice", () => {
  const met = { ...CLEAN, problems: [finding("conflict")] };
  expect(outlookOf(change(), { diff: met, error: undefined })?.found).toBe("1 conflict to decide");
  expect(conflictsOf({ ...met, conflicts: [{} as never] })).toBe(1);
});

test("until the checks are there, the drafts say what is known of them", () => {
  expect(outlookOf(of("invalid"), NOTHING)?.words).toBe("It would be refused: 1 draft breaks a rule");
  expect(outlookOf(of("conflict"), NOTHING)?.words).toBe("It would be refused: 1 draft is in conflict");
  expect(outlookOf(of("merges cleanly"), NOTHING)).toEqual({ isRefused: false, words: "It is being checked …" });
  expect(outlookOf(of("invalid"), { diff: CLEAN, error: undefined })).toBeUndefined();
});

test("in a list, a draft that breaks a rule is enough", () => {
  expect(isRefused(of("invalid"))).toBe(true);
  expect(isRefused(of("outdated"))).toBe(false);
});

test("nothing is concluded of what could not be checked", () => {
  expect(outlookOf(change(), { diff: undefined, error: new Error("x") })?.words).toBe("It could not be checked");
  expect(outlookOf(change(), { diff: { ...CLEAN, not_possible: 2 }, error: undefined })).toEqual({
    isRefused: false,
    words: "Not everything could be checked:",
    found: "2 not possible",
  });
});

test("a confirmation or an approval only lets it through, and states that say why are left alone", () => {
  const waits = { kind: "large-deletion", deleted: 12, of: 30 } as const;
  expect(outlookOf(change(), { diff: { ...CLEAN, waits }, error: undefined })).toBeUndefined();
  const problems = [finding("taken")];
  for (const state of ["invalid", "conflicted", "waiting", "published"] as const)
    expect(outlookOf(change({ state }), { diff: { ...CLEAN, problems }, error: undefined })).toBeUndefined();
  expect(outlookOf(change({ drafts: [] }), NOTHING)).toBeUndefined();
});
