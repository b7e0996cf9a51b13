import { expect, test } from "vitest";
import type { ResourceDraft } from "~/api/types";
import { conflict, draftWithCluster, gitWithCluster } from "~/test/fixtures";
import { sentenceOf } from "./sentence";

const ada: ResourceDraft = {
  change: "bigger-pool",
  change_id: "1",
  action: "edit",
  state: "merges cleanly",
  author: { name: "Ada", email: "ada@example.net" },
  revision: 1,
  updated_at: 1,
};
const quiet = { drafts: [], conflicts: [], findings: [], documents: [] };

test("a draft says who edits it and in which change", () => {
  expect(sentenceOf({ ...quiet, state: "draft", drafts: [ada] })).toBe("Edited by Ada in bigger-pool; not in Git yet.");
});

test("several drafts are all named", () => {
  const bea = { ...ada, action: "delete", change: "tidy-up", author: { name: "Bea", email: "b@example.net" } };
  expect(sentenceOf({ ...quiet, state: "outdated", drafts: [ada, bea] })).toBe(
    "Edited by Ada in bigger-pool and deleted by Bea in tidy-up. Git changed since; both merge cleanly.",
  );
});

test("only open conflicts are counted", () => {
  const conflicts = [conflict("spec.vlan"), conflict("spec.mtu", { state: "resolved" })];
  expect(sentenceOf({ ...quiet, state: "conflict", drafts: [ada], conflicts })).toBe(
    "1 conflict between drafts and Git waits for a decision.",
  );
});

test("a conflict is between whom its parties name, though there are drafts as well", () => {
  const raw = conflict("spec.vlan", { parties: [{ party: "raw", path: "raw/a.yaml" }] });
  expect(sentenceOf({ ...quiet, state: "conflict", drafts: [ada], conflicts: [raw] })).toBe(
    "1 conflict between raw/ and managed/ waits for a decision.",
  );
});

test("a conflict with the cluster is told as one", () => {
  const said = (...conflicts: Parameters<typeof sentenceOf>[0]["conflicts"]) =>
    sentenceOf({ ...quiet, state: "conflict", conflicts });
  expect(said(gitWithCluster("a"))).toBe("1 conflict between Git and the cluster waits for a decision.");
  expect(said(draftWithCluster("a"))).toBe("1 conflict between drafts and the cluster waits for a decision.");
});

test("a resource that stands twice names both places", () => {
  const documents = [
    { path: "a.yaml", line: 1, standing: "live", validity: "valid" },
    { path: "b.yaml", line: 7, standing: "live", validity: "valid" },
  ];
  expect(sentenceOf({ ...quiet, state: "duplicate", documents })).toContain("a.yaml:1 and b.yaml:7");
});
