import { expect, test } from "vitest";
import { compileFilter } from "~/lib/filter/compile";
import { drift, fieldDrift } from "~/test/fixtures";
import {
  DRIFT_FILTER,
  driftLine,
  driftSentence,
  groupsOf,
  ignoredAt,
  ignoredWords,
  inClusterOf,
  movedWords,
  partOf,
  rowsOf,
  standsWords,
  timeOf,
  whoOf,
} from "./rows";

const at = new Date(2026, 11, 24, 23, 59).getTime();

const WEB = drift("web");
const TILLS = drift("tills", {
  kind: "Switch",
  fields: [fieldDrift("spec.a", { manager: { name: "argocd", operation: "Apply" } }), fieldDrift("spec.b")],
});
const GONE = drift("gone", { standing: "missing", fields: [] });
const AHEAD = drift("ahead", { moved: "git", fields: [fieldDrift("spec.vlan", { moved: "git" })] });
const QUIET = drift("quiet", {
  ignored: true,
  ignores: [{ path: "", at: 1, by: "ada", until: at, reason: "a mend is due" }],
});

test("drift is grouped by who changed it; who is not told comes last, then what waits, then what is ignored", () => {
  const groups = groupsOf(rowsOf("env", [GONE, QUIET, AHEAD, TILLS, WEB]), "who");
  expect(groups.map(({ title, rows }) => [title, rows.map((row) => row.resource)])).toEqual([
    ["argocd and kubectl-edit", ["Switch/tills"]],
    ["kubectl-edit", ["VPC/web"]],
    ["Not told by the cluster", ["VPC/gone"]],
    ["Waits to be applied", ["VPC/ahead"]],
    ["Ignored", ["VPC/quiet"]],
  ]);
  const kinds = groupsOf(rowsOf("env", [GONE, QUIET, AHEAD, TILLS, WEB]), "kind");
  expect(kinds.map(({ title }) => title)).toEqual(["Switch", "VPC", "Waits to be applied", "Ignored"]);
});

test("what is in sync is no drift, and the same name in another fabric is another row", () => {
  expect(rowsOf("env", [drift("web", { standing: "in-sync" })])).toEqual([]);
  expect(rowsOf("env", [WEB])[0]?.id).not.toBe(rowsOf("lab", [WEB])[0]?.id);
  expect(rowsOf("env", [drift("web", { namespace: "lab" })])[0]?.resource).toBe("VPC/lab/web");
});

test("whoever only applies what Git wants did not change anything", () => {
  expect(whoOf(AHEAD)).toEqual([]);
  expect(partOf(AHEAD)).toBe("ahead");
  expect(partOf({ ...AHEAD, ignored: true })).toBe("ignored");
});

test("what it is stands in words", () => {
  expect(standsWords(WEB)).toBe("drifted in 1 field");
  expect(standsWords(AHEAD)).toBe("waits to be applied in 1 field");
  expect(standsWords(GONE)).toBe("gone");
  expect(standsWords(drift("x", { standing: "extra", fields: [] }))).toBe("only in the cluster");
  expect(standsWords(drift("x", { standing: "deleting", fields: [] }))).toBe("being deleted");
  expect(driftLine(WEB)).toBe("Drifted in 1 field in its cluster, changed by kubectl-edit.");
  expect(driftLine(AHEAD)).toBe("Waits to be applied in 1 field in its cluster.");
  expect(driftLine(drift("x", { standing: "extra", fields: [] }))).toBe("Only in the cluster.");
  expect(driftLine({ ...WEB, moved: "both" })).toBe(
    "Changed in its cluster and in Git, in 1 field; in the cluster by kubectl-edit.",
  );
  expect(standsWords({ ...WEB, moved: "both" })).toBe("changed there and in Git, in 1 field");
  const words = (["git", "cluster", "both", undefined] as const).map(movedWords);
  expect(new Set(words).size).toBe(4);
});

test("a field that is ignored says until when, and why; a resource only where all of it is", () => {
  const part = drift("web", { ignores: [{ path: "spec.subnets", at: 1, by: "ada" }] });
  expect(ignoredAt(part, "spec.subnets.default.vlan")?.by).toBe("ada");
  expect(ignoredAt(part, "spec.other")).toBeUndefined();
  expect(ignoredAt(part, "")).toBeUndefined();
  expect(ignoredAt(QUIET, "")).toBeTruthy();
  expect(ignoredWords(QUIET.ignores?.[0] as never)).toBe("ignored until 2026-12-24 by ada: a mend is due");
  expect(ignoredWords({ path: "", at: 1, by: "ada" })).toBe("ignored until it is taken back by ada");
});

test("a manager's time that cannot be read is none", () => {
  expect(timeOf(fieldDrift("a"))).toBe(Date.parse("2026-11-28T04:02:40Z"));
  expect(timeOf({ manager: { name: "x", operation: "Update", time: "soon" } })).toBeUndefined();
  expect(timeOf({})).toBeUndefined();
});

test("one sentence tells drift apart from what waits and what is ignored", () => {
  expect(driftSentence(rowsOf("env", [WEB, AHEAD, QUIET]), 1)).toBe(
    "1 resource drifted, 1 waits to be applied and 1 is ignored.",
  );
  expect(driftSentence([], 2)).toBe("No resources drifted in 2 fabrics.");
});

test("the glyph of a row is that of its drift", () => {
  expect(inClusterOf(WEB)).toMatchObject({ standing: "differs", moved: "cluster" });
});

test("drift is filtered by how much it matters", () => {
  const rows = rowsOf("env", [drift("web", { severity: "error" }), drift("lab")]);
  const { test: isShown } = compileFilter(`severity:error`, DRIFT_FILTER);
  expect(rows.filter(isShown).map((row) => row.drift.name)).toEqual(["web"]);
});
