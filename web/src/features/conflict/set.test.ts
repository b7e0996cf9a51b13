import { expect, test } from "vitest";
import type { ConflictView } from "~/api/types";
import { conflict, crossResource, DRAFT_AND_GIT, draftWithCluster, gitWithCluster } from "~/test/fixtures";
import {
  decisionOf,
  disagreement,
  inOrder,
  isReversible,
  isRuled,
  partiesOf,
  policyWords,
  questionOf,
  setsOf,
  subjectOf,
  titleOf,
  waysOf,
} from "./set";

const one: ConflictView = {
  id: 1,
  fabric: "dc-1",
  change: "bigger",
  kind: "VPC",
  namespace: "default",
  name: "web",
  path: "spec.vlan",
  conflict: "edit/edit",
  base: 1001,
  draft: 1300,
  git: 1400,
  git_commit: "4f2a",
  state: "open",
  opened_at: 0,
  parties: DRAFT_AND_GIT,
} as ConflictView;
const RAW: ConflictView["parties"] = [
  { party: "raw", path: "raw/a.yaml" },
  { party: "git", commit: "4f2a", path: "managed/a.yaml" },
];
const TWICE: ConflictView["parties"] = ["a.yaml", "b.yaml"].map((path) => ({ party: "git", commit: "4f2a", path }));

test("who disagrees is what the parties say, whatever else is there", () => {
  expect(partiesOf(one)).toBe("draft");
  expect(partiesOf({ ...one, parties: RAW })).toBe("raw");
  expect(partiesOf({ ...one, parties: TWICE })).toBe("git");
  expect(partiesOf(draftWithCluster("spec.vlan"))).toBe("draft");
  expect(partiesOf(gitWithCluster("spec.vlan"))).toBe("cluster");
});

test("a set is one resource in one change", () => {
  const sets = setsOf([
    one,
    { ...one, id: 2, path: "spec.mtu" },
    { ...one, id: 3, change: "other" },
    { ...one, id: 4, name: "db" },
    { ...one, id: 5, change: null, parties: RAW },
  ]);
  expect(sets.map((set) => set.conflicts.map((conflict) => conflict.id))).toEqual([[4], [2, 1], [3], [5]]);
});

test("what a draft has with Git and with the cluster is one set, what Git has with the cluster another", () => {
  const sets = setsOf([
    conflict("spec.mtu"),
    draftWithCluster("spec.vlan", { id: 8 }),
    gitWithCluster("spec.vlan", { id: 9 }),
    conflict("spec.vlan", { id: 10, change: null, change_id: null, parties: RAW }),
  ]);
  expect(sets.map((set) => set.conflicts.map(({ id }) => id)).sort()).toEqual([[10], [7, 8], [9]]);
});

test("another value in the cluster is another question, about the same", () => {
  const before = draftWithCluster("spec.vlan");
  const after = draftWithCluster("spec.vlan", { cluster: 1500 });
  expect(questionOf(after)).not.toBe(questionOf(before));
  expect(subjectOf(after)).toBe(subjectOf(before));
  expect(subjectOf(before)).not.toBe(subjectOf(conflict("spec.vlan")));
});

test("what was decided with the cluster is read back, taken back, and may be made a rule", () => {
  for (const made of [draftWithCluster, gitWithCluster]) {
    const decided = made("spec.vlan", { state: "resolved", decision: { take: "cluster" } });
    expect(decisionOf(decided)).toEqual({ label: "cluster", value: decided.cluster });
    expect([isReversible(decided), isRuled(decided)]).toEqual([true, true]);
  }
  expect(isRuled(conflict("spec.vlan", { parties: RAW }))).toBe(false);
  expect(isReversible(conflict("spec.vlan", { parties: RAW, state: "resolved" }))).toBe(false);
});

test("the same three values are the same question, whatever the record's number", () => {
  expect(questionOf({ ...one, id: 9, git_commit: "aaaa" })).toBe(questionOf(one));
  expect(questionOf({ ...one, git: 1500 })).not.toBe(questionOf(one));
});

test("the ways are in the order of their keys, and say what comes of them", () => {
  const ways = waysOf(one);
  expect(ways.map((way) => way.label)).toEqual(["Git", "draft", "base"]);
  expect(ways.map((way) => way.value)).toEqual([1400, 1300, 1001]);
  expect(waysOf({ ...one, base: null })[2]?.meaning).toBe("both are undone: the field is removed");
});

test("a resource that Git deleted stays deleted, comes back edited, or comes back as it was", () => {
  const deleted: ConflictView = {
    ...one,
    path: "",
    conflict: "edit/delete",
    base: { a: 1 },
    draft: { a: 2 },
    git: null,
  };
  expect(waysOf(deleted).map((way) => way.meaning)).toEqual([
    "the resource stays deleted; what the draft changed is dropped",
    "the resource comes back as the draft has it",
    "the resource comes back as it was before both; what the draft changed is dropped",
  ]);
  expect(disagreement(deleted)).toBe("Git deleted the resource, the draft changed it");
});

test("a draft that deletes what Git changed is not mixed up with that", () => {
  const deletes: ConflictView = {
    ...one,
    path: "",
    conflict: "delete/edit",
    base: { a: 1 },
    draft: null,
    git: { a: 2 },
  };
  expect(waysOf(deletes)[1]?.meaning).toBe("the resource is deleted, with what Git changed in it");
  expect(disagreement(deletes)).toBe("the draft deletes the resource, Git changed it");
});

test("switching off is called so", () => {
  const off: ConflictView = { ...one, path: "", conflict: "commented out/edit", base: {}, draft: { a: 1 }, git: null };
  expect(waysOf(off)[0]?.meaning).toContain("stays commented out");
});

test("between raw/ and managed/ the folders are the sides", () => {
  const raw: ConflictView = { ...one, change: null, parties: RAW };
  expect(waysOf(raw).map((way) => way.label)).toEqual(["managed/", "raw/", "base"]);
});

test("a decision is read back with its value", () => {
  expect(decisionOf({ ...one, decision: { take: "git" } })).toEqual({ label: "Git", value: 1400 });
  expect(decisionOf({ ...one, decision: { value: 1350 } })).toEqual({ label: "a typed value", value: 1350 });
  expect(decisionOf({ ...one, decision: "delete" })).toEqual({ label: "deleted", value: null });
  expect(decisionOf(one)).toBeUndefined();
});

test("a namespace is named where it is not the usual one", () => {
  expect(titleOf(one)).toBe("VPC web");
  expect(titleOf({ ...one, namespace: "lab" })).toBe("VPC lab/web");
});

test("two resources that break a rule together are a disagreement of their own, with the rule's title", () => {
  expect(disagreement(crossResource())).toBe(
    "breaks a rule together with VPC/storage in Git (VPC: subnet of another VPC)",
  );
  expect(disagreement({ ...one, conflict: "cross-resource" })).toBe(
    "breaks a rule together with another resource in Git",
  );
});

test("one field may be in conflict with several resources: each is a question of its own", () => {
  const { together } = crossResource();
  const storage = crossResource();
  const lab = crossResource({ id: 8, together: { ...together, other: { ...together.other, name: "lab" } } });
  const vlan = crossResource({ id: 9, together: { ...together, rule: "vpc-vlan-other" } });
  const there = crossResource({ id: 10, together: { ...together, other_path: "spec.subnets.tills.subnet" } });
  expect(new Set([one, storage, lab, vlan, there].map(subjectOf)).size).toBe(5);
  expect(inOrder([storage, lab]).map(({ id }) => id)).toEqual(inOrder([lab, storage]).map(({ id }) => id));
});

test("when the other resource has another value, it is asked again", () => {
  const before = crossResource();
  const after = crossResource({ id: 8, together: { ...before.together, other_value: "10.0.9.0/26" } });
  expect(questionOf(after)).not.toBe(questionOf(before));
  expect(subjectOf(after)).toBe(subjectOf(before));
});

test("a decision between two resources says which of them was changed", () => {
  expect(decisionOf(crossResource({ decision: { take: "draft" } }))).toEqual({
    label: "VPC/storage is changed instead",
  });
  expect(decisionOf(crossResource({ decision: { take: "git" } }))).toEqual({ label: "Git", value: "10.0.1.0/24" });
  expect(decisionOf(crossResource({ path: "", decision: { take: "git" } }))).toEqual({ label: "the draft is dropped" });
  expect(decisionOf(crossResource({ decision: { value: "10.0.3.0/24" } }))).toEqual({
    label: "a typed value",
    value: "10.0.3.0/24",
  });
});

test("a rule that decided is named, and whether it is of all fabrics", () => {
  expect(policyWords({ rule: "teams" })).toBe("policy teams");
  expect(policyWords({ owned: "spec.vlan", everywhere: true })).toBe("policy on spec.vlan of all fabrics");
});
