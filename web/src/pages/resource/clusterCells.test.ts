import { expect, test } from "vitest";
import type { InCluster } from "~/api/types";
import { drift, fieldDrift } from "~/test/fixtures";
import { clusterCell, onlyInCluster, withClusterRows } from "./clusterCells";
import { fieldRows } from "./fieldRows";

const field = (path: string, git: unknown) => ({ path, git, state: "same" as const });
const rows = fieldRows([field("spec.mode", "l2"), field("spec.vlan", 1001), field("spec.list", [1])], []);
const [MODE, VLAN, LIST] = rows;
if (!MODE || !VLAN || !LIST) throw new Error("no rows");

const DIFFERS: InCluster = { standing: "differs", moved: "cluster", seen_at: 1 };
const DRIFT = drift("web", { fields: [fieldDrift("spec.vlan"), fieldDrift("spec.list[0]", { actual: undefined })] });

test("what drifted has the cluster's value, all else is as in Git", () => {
  expect(clusterCell(VLAN, DIFFERS, DRIFT)).toMatchObject({
    kind: "value",
    text: "1300",
    field: { path: "spec.vlan" },
  });
  expect(clusterCell(MODE, DIFFERS, DRIFT)).toMatchObject({ kind: "same", text: "l2" });
  expect(clusterCell(LIST, DIFFERS, DRIFT)).toMatchObject({ kind: "part", text: "spec.list[0]" });
  expect(clusterCell(MODE, { standing: "in-sync" }, null).kind).toBe("same");
});

test("where nothing was concluded, nothing is claimed", () => {
  const unknown: InCluster[] = [
    {},
    { problem: "its kind is not looked at" },
    { standing: "in-sync", unknown_since: 5 },
    { standing: "deleting" },
    { standing: "extra" },
  ];
  for (const cluster of unknown) expect(clusterCell(MODE, cluster, null).kind).toBe("nothing");
  // what was seen last stays to be seen
  expect(clusterCell(VLAN, { ...DIFFERS, unknown_since: 5 }, DRIFT).kind).toBe("value");
});

test("of a resource that is gone there is no field", () => {
  expect(clusterCell(MODE, { standing: "missing", moved: "cluster" }, null).kind).toBe("none");
});

test("what only the cluster has stands beside its kin", () => {
  const more = onlyInCluster(rows, drift("web", { fields: [fieldDrift("spec.extra", { desired: undefined })] }));
  expect(more.map(({ path, parent, leaf, git }) => [path, parent, leaf, git.kind])).toEqual([
    ["spec.extra", "spec.", "extra", "none"],
  ]);
  expect(withClusterRows(rows, more).map(({ path }) => path)).toEqual([
    "spec.mode",
    "spec.vlan",
    "spec.list",
    "spec.extra",
  ]);
  expect(onlyInCluster(rows, DRIFT).map(({ path }) => path)).toEqual(["spec.list[0]"]);
});
