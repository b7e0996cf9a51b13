import { expect, test } from "vitest";
import type { VerifyReport } from "~/api/types";
import { canRepair, differenceWords, headline, repairWords, sideWords, verifiedWords } from "./words";

const checked = { state: "checked", read: 1200, from: "4f2a000000000000000000000000000000000000" } as const;

function report(more: Partial<VerifyReport> = {}): VerifyReport {
  return {
    fabric: "env",
    outcome: "agrees",
    started_at: 1,
    ended_at: 2,
    by: "ada",
    git: checked,
    database: { state: "checked", read: 1 },
    cluster: { state: "none", read: 0 },
    counts: [],
    differences: [],
    more: 0,
    ...more,
  };
}

const difference = {
  part: "document",
  how: "changed",
  resource: "VPC/web",
  path: "env/web.yaml",
  fields: ["text"],
  database: "vlan: 1",
  evidence: "vlan: 2",
  read_from: "commit 4f2a",
  can_repair: true,
} as const;

test("what was not checked is never said to agree", () => {
  expect(verifiedWords({ outcome: "agrees", differences: 0, at: 1 })).toBe("the database agreed");
  expect(verifiedWords({ outcome: "incomplete", differences: 0, at: 1 })).toBe("not all was checked");
  expect(verifiedWords({ outcome: "differs", differences: 1, at: 1 })).toBe("1 difference");
  expect(headline(report())).toBe("The database has everything as Git has it.");
  expect(headline(report({ cluster: checked, drift: 0 }))).toBe(
    "The database has everything as Git and the cluster have it.",
  );
  expect(headline(report({ cluster: checked, drift: 2 }))).toContain("Those two differ in 2 resources.");
  expect(headline(report({ outcome: "incomplete" }))).toContain("not all was");
  expect(headline(report({ outcome: "differs", counts: [{ part: "document", count: 3 }] }))).toContain("3 differences");
});

test("a side says what was read of it, and whether that was all", () => {
  expect(sideWords(checked, "files")).toMatch(/^4f2a0{3,6}, 1.?200 files$/);
  expect(sideWords({ ...checked, from: "lab, v1.36", state: "partly" }, "objects")).toMatch(/^lab, v1.36, .* not all$/);
  expect(sideWords({ state: "none", read: 0 }, "objects")).toBe("none");
  expect(sideWords({ state: "not-checked", read: 0 }, "objects")).toBe("not checked");
});

test("a difference says what each side says", () => {
  expect(differenceWords({ ...difference, fields: ["text"] })).toEqual({
    what: "document VPC/web text",
    how: "says something else",
    says: "the database says `vlan: 1`; it should be `vlan: 2` by commit 4f2a",
  });
  const bare = { part: "head", how: "missing", read_from: "the remote", can_repair: true } as const;
  expect(differenceWords(bare).says).toBe("by the remote");
});

test("a repair is offered where it may do something, and says what it did", () => {
  expect(canRepair(report())).toBe(false);
  const found = [{ ...difference, fields: [] }];
  expect(canRepair(report({ differences: found }))).toBe(true);
  expect(canRepair(report({ differences: [{ ...difference, fields: [], can_repair: false }] }))).toBe(false);
  expect(repairWords(report())).toBeUndefined();
  expect(repairWords(report({ repair: { found: 0, repaired: 0 } }))).toBe("There was nothing to repair.");
  const part = report({ repair: { found: 2, repaired: 1, problem: "it is away" } });
  expect(repairWords(part)).toBe("1 of 2 differences repaired: it is away.");
});
