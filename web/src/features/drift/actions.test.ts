import { expect, test } from "vitest";
import type { Reapplied } from "~/api/types";
import { ADMIN, drift, EDITOR, fieldDrift, somebody, VIEWER } from "~/test/fixtures";
import {
  answered,
  batches,
  mayAnything,
  nameIn,
  offered,
  othersOf,
  planned,
  reapplied,
  sameFabric,
  whyNot,
} from "./actions";
import { rowsOf } from "./rows";

const WEB = drift("web");
const EXTRA = drift("extra", { standing: "extra", fields: [] });
const AHEAD = drift("ahead", { moved: "git" });
const DELETING = drift("deleting", { standing: "deleting", fields: [] });
const QUIET = drift("quiet", { ignored: true, ignores: [{ path: "", at: 1, by: "ada" }] });

const rows = (...drifts: (typeof WEB)[]) => rowsOf("env", drifts);

test("each is offered what fits it", () => {
  expect(offered(rows(WEB), ADMIN)).toEqual(["accept", "reapply", "ignore"]);
  expect(offered(rows(EXTRA), ADMIN)).toEqual(["import", "ignore"]);
  expect(offered(rows(AHEAD), ADMIN)).toEqual(["reapply", "ignore"]);
  expect(offered(rows(DELETING), ADMIN)).toEqual(["ignore"]);
  expect(offered(rows(QUIET), ADMIN)).toEqual(["accept", "reapply", "heed"]);
  expect(offered(rows(WEB, EXTRA, QUIET), ADMIN)).toEqual(["accept", "import", "reapply", "ignore", "heed"]);
});

test("where Git changed all that differs too, it is decided rather than accepted", () => {
  const both = fieldDrift("spec.vlan", { moved: "both" });
  expect(whyNot("accept", drift("web", { moved: "both", fields: [both] }))).toContain("decide its conflict");
  expect(whyNot("accept", drift("web", { moved: "both", fields: [both, fieldDrift("spec.mtu")] }))).toBeUndefined();
});

test("only what is allowed in all of their fabrics is offered", () => {
  expect(offered(rows(WEB), EDITOR)).toEqual(["accept"]);
  expect(offered(rows(WEB), VIEWER)).toEqual([]);
  expect(mayAnything(rows(WEB), VIEWER)).toBe(false);
  expect(mayAnything(rows(WEB), somebody("olga", "read", "apply"))).toBe(true);
  expect(offered([...rows(WEB), ...rowsOf("other", [WEB])], EDITOR)).toEqual([]);
});

test("what is not known now is neither accepted nor imported", () => {
  expect(whyNot("accept", { ...WEB, unknown_since: 1 })).toContain("not known");
  expect(whyNot("import", { ...EXTRA, unknown_since: 1 })).toContain("not known");
  expect(whyNot("reapply", { ...WEB, unknown_since: 1 })).toBeUndefined();
});

test("a change is of one fabric; elsewhere names say theirs", () => {
  const both = [...rows(WEB), ...rowsOf("other", [WEB])];
  expect(sameFabric(rows(WEB, EXTRA))).toBe("env");
  expect(sameFabric(both)).toBeUndefined();
  expect(both.map(nameIn(both))).toEqual(["VPC/web in env", "VPC/web in other"]);
  expect(rows(WEB).map(nameIn(rows(WEB)))).toEqual(["VPC/web"]);
});

test("what does not fit is refused by itself, and all are where the time is over", () => {
  const plan = planned("ignore", rows(WEB, QUIET), "is ignored");
  expect(plan.map(({ refused }) => refused)).toEqual([undefined, "it is ignored already"]);
  expect(planned("ignore", rows(WEB), "is ignored", "that day is over")[0]?.refused).toBe("that day is over");
});

test("requests to re-apply are of one fabric and not too long, and answers stand in their order", () => {
  const many = rowsOf(
    "env",
    Array.from({ length: 5 }, (_, at) => drift(`v${at}`)),
  );
  const all = batches([...many, ...rowsOf("other", [WEB])], 2);
  expect(all.map((batch) => [batch.fabric, batch.rows.length])).toEqual([
    ["env", 2],
    ["env", 2],
    ["env", 1],
    ["other", 1],
  ]);
  const [first] = all;
  if (!first) throw new Error("no batch");
  const nothing: Reapplied = { resource: "VPC/v0", outcome: "nothing" };
  expect(answered(first, [nothing]).map(([row, result]) => [row.resource, result?.outcome])).toEqual([
    ["VPC/v0", "nothing"],
    ["VPC/v1", undefined],
  ]);
});

test("what became of each is told, and that somebody else applies a field is a refusal that names them", () => {
  const resource = "VPC/web";
  const fields = [fieldDrift("spec.vlan")];
  expect(reapplied({ resource, outcome: "applied", fields, left: [] }, true).done).toBe("spec.vlan is brought back");
  expect(reapplied({ resource, outcome: "applied", fields, left: ["spec.x"] }, false).done).toBe(
    "spec.vlan would be brought back; different still: spec.x",
  );
  expect(reapplied({ resource, outcome: "created" }, false).done).toBe("would be created");
  expect(reapplied({ resource, outcome: "nothing" }, true).refused).toContain("what Git wants");
  expect(reapplied({ resource, outcome: "refused", why: "no" }, true).refused).toBe("no");
  expect(reapplied(undefined, true).refused).toContain("no answer");
  const theirs = [fieldDrift("spec.vlan", { manager: { name: "flux", operation: "Apply" } })];
  const others: Reapplied = { resource, outcome: "of-others", fields: theirs };
  expect(reapplied(others, false).refused).toBe("spec.vlan is applied by flux, who would put it back");
  expect(othersOf(others)).toEqual(["flux"]);
  expect(othersOf({ resource, outcome: "nothing" })).toEqual([]);
});
