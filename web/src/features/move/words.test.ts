import { expect, test } from "vitest";
import type { FabricMove, MoveView, SyncReport } from "~/api/types";
import {
  differences,
  findingsSentence,
  historySentence,
  isDoubtful,
  isUnderWay,
  keptSentences,
  mayMove,
  movedSentence,
  underWaySentence,
} from "./words";

const report = (more: Partial<SyncReport> = {}): SyncReport => ({
  fabric: "env",
  nothing_new: false,
  rewritten: false,
  added: [],
  changed: [],
  deleted: [],
  moved: [],
  commented_out: [],
  unreadable: [],
  normalised: [],
  outdated: [],
  conflicts_opened: 0,
  findings: [],
  alerts: [],
  duration_ms: 1,
  ...more,
});

const move = (more: Partial<FabricMove> = {}): FabricMove => ({
  fabric: "env",
  branch: "next",
  history: "continues",
  drafts: 0,
  reopened: 0,
  ...more,
});

const view = (more: Partial<MoveView>): MoveView => ({
  from: "a",
  to: "b",
  there: false,
  same_remote: false,
  head: "c1",
  fabrics: [],
  ...more,
});

test("what differs there is named, and how much of it is not named is told", () => {
  expect(differences(report())).toEqual([]);
  const counts = { added: 600, changed: 0, deleted: 1, moved: 0, commented_out: 0, unreadable: 0, findings: 0 };
  expect(differences(report({ added: ["VPC/a", "VPC/b"], deleted: ["VPC/x"], counts }))).toEqual([
    { words: "600 resources added", names: ["VPC/a", "VPC/b"], more: 598 },
    { words: "1 resource deleted", names: ["VPC/x"], more: 0 },
  ]);
  expect(differences(report({ unreadable: ["VPC/y"] }))[0]?.words).toMatch(/the last good text is kept$/);
});

test("drafts and their bases are kept, and what has to be done about them afterwards is counted", () => {
  expect(keptSentences(move())).toEqual(["There are no drafts."]);
  expect(keptSentences(move({ drafts: 1 }))).toEqual(["1 draft is kept, with the text it is based on."]);
  const met = report({ outdated: ["VPC/a"], conflicts_opened: 1 });
  expect(keptSentences(move({ drafts: 2, reopened: 2, report: met }))).toEqual([
    "2 drafts are kept, each with the text it is based on.",
    "1 draft of a resource that differs there.",
    "1 conflict to be resolved after the move.",
    "2 changes waiting to be published: they open again, to be published at the new place.",
  ]);
});

test("new findings are told by number", () => {
  expect(findingsSentence(report())).toBeUndefined();
  const counts = { added: 0, changed: 0, deleted: 0, moved: 0, commented_out: 0, unreadable: 0, findings: 2 };
  expect(findingsSentence(report({ counts }))).toBe("2 new findings in the files there.");
});

test("a history that is another one is pointed out", () => {
  expect(historySentence(move())).toBe("Branch `next` contains the commit that was read last.");
  expect(historySentence(move({ history: "unrelated" }))).toMatch(/Check that this is the right one\.$/);
  const doubtful = (["continues", "diverged", "unrelated", "absent", "unknown"] as const).filter((history) =>
    isDoubtful(move({ history })),
  );
  expect(doubtful).toEqual(["diverged", "unrelated"]);
});

test("an obstacle stops the move, except of a repository whose remote stays the same", () => {
  const blocked = move({ obstacle: "push it first" });
  expect(mayMove("fabric", view({ fabrics: [move()] }))).toBe(true);
  expect(mayMove("repository", view({ fabrics: [move(), blocked] }))).toBe(false);
  expect(mayMove("repository", view({ fabrics: [blocked], same_remote: true }))).toBe(true);
  // another branch of the same repository
  expect(mayMove("fabric", view({ fabrics: [blocked], same_remote: true }))).toBe(false);
  expect(mayMove("fabric", view({ there: true }))).toBe(false);
});

test("a run that is in progress is named, and stops every move until it has ended", () => {
  const main = { repository: "network", branch: "main", run: 12 };
  expect(underWaySentence(main)).toMatch(/^Run 12 on branch `main` of `network` is in progress, or was interrupted/);
  expect(underWaySentence({ repository: "network", branch: "main" })).toMatch(/^A publish on branch `main`/);
  expect([view({}), view({ under_way: [] }), view({ under_way: [main] })].map(isUnderWay)).toEqual([
    false,
    false,
    true,
  ]);
  expect(mayMove("fabric", view({ fabrics: [move()], under_way: [main] }))).toBe(false);
  expect(mayMove("repository", view({ same_remote: true, under_way: [main] }))).toBe(false);
});

test("what was moved is said with its drafts", () => {
  expect(movedSentence("env", view({ to: "`b`" }))).toBe("env has moved to `b`.");
  expect(movedSentence("env", view({ to: "`b`", fabrics: [move({ drafts: 2 })] }))).toBe(
    "env has moved to `b`, with 2 drafts.",
  );
});
