import { expect, test } from "vitest";
import type { HistoryEntry } from "~/api/types";
import { gitSideOf } from "./gitSide";

const entry = (commit: string, at: number, diff: string): HistoryEntry => ({
  commit,
  at,
  diff,
  author: { name: commit, email: "" },
  subject: "",
  path: "a.yaml",
  what: "changed",
});
const HISTORY = [
  entry("later", 9, "@@ -1 +1 @@\n-    vlan: 1400\n+    vlan: 1500\n"),
  entry("other", 5, "@@ -1,2 +1,2 @@\n     vlan: 1400\n-    mtu: 1\n+    mtu: 2\n"),
  entry("vlan", 3, "--- a/vlan: x\n+++ b/vlan: x\n@@ -1 +1 @@\n-    vlan: 1001\n+    vlan: 1400\n"),
];

test("the commit that touched the field before the conflict came up is Git's side", () => {
  const asked = { path: "spec.vlan", git_commit: "head", opened_at: 6 };
  expect(gitSideOf(asked, HISTORY)?.commit).toBe("vlan");
  expect(gitSideOf({ ...asked, path: "" }, HISTORY)?.commit).toBe("other");
  expect(gitSideOf({ ...asked, git_commit: "later" }, HISTORY)?.commit).toBe("later");
});

test("nobody is named where no commit is known to have touched the field", () => {
  expect(gitSideOf({ path: "spec.subnet", git_commit: "head", opened_at: 6 }, HISTORY)).toBeUndefined();
  expect(gitSideOf({ path: "spec.vlan", git_commit: "head", opened_at: 2 }, HISTORY)).toBeUndefined();
});
