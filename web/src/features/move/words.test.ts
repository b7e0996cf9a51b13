import { expect, test } from "vitest";
import type { FabricMove, MoveView, SyncReport } from "~/api/types";
import { historySentence, mayMove, moveLines } from "./words";

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

test("what differs there is named, and that nothing does is said", () => {
  expect(moveLines(move({ report: report() }))).toEqual(["No resource differs"]);
  const many = Array.from({ length: 6 }, (_, at) => `VPC/${at}`);
  const lines = moveLines(
    move({ report: report({ added: many, deleted: ["VPC/x"], conflicts_opened: 1 }), drafts: 2, reopened: 1 }),
  );
  expect(lines).toEqual([
    "6 resources added: VPC/0, VPC/1, VPC/2, VPC/3, VPC/4, …",
    "1 resource gone: VPC/x",
    "1 conflict with drafts",
    "2 drafts kept",
    "1 change waiting to be published: open again",
  ]);
});

test("a history that is another one is asked about", () => {
  expect(historySentence(move())).toBe("Branch next goes on from what was read.");
  expect(historySentence(move({ history: "unrelated" }))).toMatch(/Is it the right one\?$/);
});

test("what is in the way stops the move, but for another spelling of the same remote", () => {
  const blocked = move({ obstacle: "push it first" });
  expect(mayMove(view({ fabrics: [move()] }))).toBe(true);
  expect(mayMove(view({ fabrics: [move(), blocked] }))).toBe(false);
  expect(mayMove(view({ fabrics: [blocked], same_remote: true }))).toBe(true);
  expect(mayMove(view({ there: true }))).toBe(false);
});
