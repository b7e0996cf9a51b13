import { expect, test } from "vitest";
import type { FabricView } from "~/api/types";
import { clusterWords, gitWords, inFiles, openThings, syncWords } from "./words";

const fabric = {
  fabric: "lab/a",
  branch: "main",
  commit: "e99548a3a154a71f",
  resources: 62,
  resources_aside: 0,
  drafts: 3,
  conflicts: 0,
  errors: 1,
  warnings: 0,
} as FabricView;

test("without a cluster nothing is said of one", () => {
  expect(clusterWords(fabric)).toBeUndefined();
  const figures = {
    kinds: 2,
    unknown_kinds: 0,
    drifted: 1,
    ahead: 0,
    ignored: 0,
    known: true,
    namespaces: ["default"],
    apply: "observe" as const,
    prune: false,
  };
  expect(clusterWords({ ...fabric, cluster: { cluster: "lab", ...figures } })).toEqual({
    title: "Cluster lab",
    state: "1 drifted",
  });
  expect(clusterWords({ ...fabric, cluster: { cluster: "lab", ...figures, apply: "direct" } })).toEqual({
    title: "Cluster lab, applied by Hedgerow",
    state: "1 drifted",
  });
});

test("each lamp has its words", () => {
  expect(gitWords(fabric).state).toBe("`main` at `e99548a3a1`");
  expect(gitWords({ ...fabric, problem: "authentication failed" }).state).toBe("authentication failed");
  expect(gitWords({ ...fabric, commit: undefined }).state).toBe("nothing was read yet");
});

test("every number leads to what it counts", () => {
  expect(openThings(fabric)).toEqual([{ words: "3 drafts", href: "/changes?fabric=lab%2Fa" }]);
  // what is wrong in Git's files belongs to Git's lamp
  const href = "/fabrics/lab%2Fa?tab=findings";
  expect(inFiles({ ...fabric, warnings: 2 })).toEqual([
    { words: "1 error", href },
    { words: "2 warnings", href },
  ]);
  expect(inFiles({ ...fabric, errors: 0 })).toEqual([]);
  expect(openThings({ ...fabric, drafts: 0, errors: 0, policy_file: "waiting" })).toEqual([
    { words: "a policy in Git that waits", href: "/fabrics/lab%2Fa?tab=policy" },
  ]);
});

test("a sync says what it did, and that it did nothing", () => {
  const nothing = {
    nothing_new: true,
    added: [],
    changed: [],
    deleted: [],
    moved: [],
    normalised: [],
    conflicts_opened: 0,
  };
  expect(syncWords(nothing)).toBe("Git has nothing new.");
  expect(syncWords({ ...nothing, nothing_new: false })).toBe("Read; no resource changed.");
  expect(syncWords({ ...nothing, nothing_new: false, changed: ["VPC/a"], conflicts_opened: 1 })).toBe(
    "Read: 1 changed, 1 conflict opened.",
  );
});
