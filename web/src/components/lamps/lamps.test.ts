import { expect, test } from "vitest";
import type { ChangeState, FabricView, InCluster, ResourceState } from "~/api/types";
import { changeLamps, driftLamps, fabricLamps, type LampsView, resourceLamps, severity, worst } from "./lamps";
import { lampMeans } from "./means";

const RESOURCE_STATES: ResourceState[] = [
  "in sync",
  "draft",
  "outdated",
  "conflict",
  "invalid",
  "duplicate",
  "commented out",
  "unreadable",
];

/** What is left of a glyph for somebody who sees no colour. */
function withoutColour({ git, gitEdge, hedgerow, clusterSide }: LampsView): string {
  const ofCluster = [clusterSide?.edge.shape, clusterSide?.lamp.shape];
  return [git.shape, gitEdge.shape, gitEdge.isLocked ?? false, hedgerow.shape, ...ofCluster].join();
}

const fabric: FabricView = {
  fabric: "f",
  state: "in sync",
  sentence: "",
  resources: 3,
  resources_aside: 0,
  drafts: 0,
  conflicts: 0,
  errors: 0,
  warnings: 0,
  repository: "r",
  branch: "main",
  directory: "",
  layout: "managed",
  publish: "manual",
  quiet_seconds: 20,
  four_eyes: false,
  open_changes: 0,
  looked_at: 1,
};

test("every state of a resource has a shape of its own, whatever the colours", () => {
  const shapes = RESOURCE_STATES.map((state) => withoutColour(resourceLamps(state)));
  expect(new Set(shapes).size).toBe(RESOURCE_STATES.length);
});

test("without a cluster there is no lamp for it, and with one there is in every state", () => {
  const cluster: InCluster = { standing: "in-sync", seen_at: 1 };
  for (const state of RESOURCE_STATES) {
    expect(resourceLamps(state).clusterSide).toBeUndefined();
    expect(resourceLamps(state).words).not.toContain("cluster");
    expect(resourceLamps(state, cluster).clusterSide?.lamp).toEqual({ shape: "full", tone: "sync" });
    expect(resourceLamps(state, cluster).words).toContain("; cluster: as in Git");
  }
});

test("what only the cluster has is not shown as if Git had it", () => {
  expect(driftLamps({ standing: "extra", moved: "cluster" })).toMatchObject({
    git: { shape: "dashed" },
    words: "not in Git; cluster: only in the cluster",
  });
  expect(driftLamps({ standing: "differs", moved: "cluster" }).git.shape).toBe("full");
});

test("news points where it must go: a draft towards Git", () => {
  expect(resourceLamps("draft").gitEdge.shape).toBe("left");
  expect(changeLamps("publishing").gitEdge.shape).toBe("left");
});

test("what Git does not have yet is not shown as if it had", () => {
  const isNew = resourceLamps("draft", null, false);
  expect(isNew.git.shape).toBe("dashed");
  expect(lampMeans(isNew.git)).toContain("is not there");
  expect(isNew.words).toBe("new, not in Git yet");
  expect(isNew.gitEdge).toEqual(resourceLamps("draft").gitEdge);
  expect(resourceLamps("draft", null, true).git.shape).toBe("full");
  // what is said of Git is said of Git, whatever is known of a path
  expect(resourceLamps("in sync", null, false).git.shape).toBe("full");
});

test("a new resource is not in its cluster where that is known, and else it is not known", () => {
  const side = (cluster: InCluster) => resourceLamps("draft", cluster, false).clusterSide?.lamp.shape;
  expect(side({ seen_at: 1 })).toBe("dashed");
  expect(resourceLamps("draft", { seen_at: 1 }, false).words).toBe(
    "new, not in Git yet; cluster: not there, unless a controller made it",
  );
  expect(side({})).toBe("hollow");
  expect(side({ seen_at: 1, problem: "it is not reached" })).toBe("hollow");
  expect(side({ seen_at: 1, unknown_since: 5 })).toBe("hollow");
  expect(side({ seen_at: 1, standing: "extra", moved: "cluster" })).toBe("wave");
  // what Git has is compared first
  expect(resourceLamps("draft", { seen_at: 1 }, true).clusterSide?.lamp.shape).toBe("hollow");
});

test("the worst of several states is found, and none is fine", () => {
  expect(worst(["in sync", "conflict", "draft"])).toBe("conflict");
  expect(worst([])).toBe("in sync");
  for (const state of RESOURCE_STATES) expect(severity(state)).toBeGreaterThanOrEqual(0);
});

test("a fabric in sync is plain, and one that was never synced is hollow", () => {
  expect(fabricLamps(fabric)).toEqual(resourceLamps("in sync"));
  expect(fabricLamps({ ...fabric, state: "never synced" }).git.shape).toBe("hollow");
});

test("that a fabric's cluster is not known says nothing of Git", () => {
  const cluster = {
    cluster: "lab",
    namespaces: ["default"],
    kinds: 2,
    unknown_kinds: 2,
    drifted: 0,
    ahead: 0,
    ignored: 0,
    apply: "observe" as const,
    prune: false,
  };
  const lamps = fabricLamps({
    ...fabric,
    state: "unknown",
    cluster: { ...cluster, known: false, problem: "not reached" },
  });
  expect(lamps.git.shape).toBe("full");
  expect(lamps.clusterSide?.lamp.shape).toBe("hollow");
  expect(lamps.words).toBe("in sync with Git; cluster: not known: not reached");
});

test("conflicts come before drafts, drafts before errors, and errors still show", () => {
  expect(fabricLamps({ ...fabric, conflicts: 2, drafts: 1 }).words).toBe("2 conflicts");
  const both = fabricLamps({ ...fabric, drafts: 1, errors: 1 });
  expect(both.words).toBe("1 draft, 1 error in its files");
  expect(both.git.shape).toBe("cross");
});

test("a remote that does not answer makes its lamp hollow and locks the edge", () => {
  const lamps = fabricLamps({ ...fabric, problem: "authentication failed" });
  expect(lamps.git.shape).toBe("hollow");
  expect(lamps.gitEdge.isLocked).toBe(true);
  expect(lamps.words).toContain("authentication failed");
});

test("a change's glyph tells published from waiting from discarded", () => {
  const states: ChangeState[] = ["open", "queued", "waiting", "published", "conflicted", "invalid", "discarded"];
  expect(new Set(states.map((state) => withoutColour(changeLamps(state)))).size).toBe(states.length);
  expect(withoutColour(changeLamps("open", true))).not.toBe(withoutColour(changeLamps("open")));
  expect(changeLamps("open", true).words).toBe("open, would be refused");
});
