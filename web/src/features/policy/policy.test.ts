import { expect, test } from "vitest";
import type { PolicyRule } from "~/api/types";
import { conflict, gitWithCluster } from "~/test/fixtures";
import {
  bodyOf,
  freeName,
  isSame,
  maskOf,
  movedTo,
  nameProblem,
  ownerHint,
  ownerSentence,
  ruleLike,
  ruleSentence,
  settleHint,
  severityProblem,
  severitySentence,
  timesOf,
} from "./policy";

const RULE: PolicyRule = { name: "vlans", kind: "VPC.vpc.githedgehog.com", path: "spec.subnets.*.vlan", take: "git" };

test("a rule is one plain sentence", () => {
  expect(ruleSentence(RULE)).toBe("`spec.subnets.*.vlan` of VPC: Git's value holds.");
  expect(ruleSentence({ name: "a", path: "**.description", take: "newest" })).toBe(
    "`**.description` of any kind: the newer value holds.",
  );
  expect(ruleSentence({ name: "a", take: "manual" })).toBe("Any field of any kind: a person decides.");
  expect(ruleSentence({ name: "a", conflict: "edit/delete", take: "draft" })).toBe(
    "Anything of any kind, in a conflict of the sort “changed and deleted”: the draft's value holds.",
  );
  expect(ownerSentence({ path: "metadata.labels.team", owner: "git" })).toBe(
    "`metadata.labels.team` of any kind belongs to Git: drafts do not change it.",
  );
  expect(ruleSentence({ name: "a", path: "spec.vlan", take: "cluster" })).toBe(
    "`spec.vlan` of any kind: the cluster's value holds, where the cluster takes part; else a person decides.",
  );
  expect(ownerSentence({ path: "spec.replicas", owner: "cluster" })).toBe(
    "`spec.replicas` of any kind belongs to the cluster: it never drifts, and drafts do not change it.",
  );
});

test("what a rule or an owner does with the cluster is said beside it", () => {
  expect(settleHint("cluster")).toContain("a person decides");
  expect(settleHint("git")).toBeUndefined();
  expect(ownerHint("cluster")).toContain("never drift");
});

test("rules are put elsewhere, and stay at the ends", () => {
  expect(movedTo(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
  expect(movedTo(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
  expect(movedTo(["a", "b", "c"], 0, -1)).toEqual(["a", "b", "c"]);
  expect(movedTo(["a", "b", "c"], 2, 9)).toEqual(["a", "b", "c"]);
});

test("how often each decided is told apart by policy, rule and owner", () => {
  const used = [
    { rule: "vlans", times: 3 },
    { rule: "vlans", everywhere: true, times: 5 },
    { owned: "spec.vlan", times: 7 },
  ];
  expect(timesOf(used, { rule: "vlans" })).toBe(3);
  expect(timesOf(used, { rule: "vlans", everywhere: true })).toBe(5);
  expect(timesOf(used, { owned: "spec.vlan" })).toBe(7);
  expect(timesOf(used, { rule: "other" })).toBe(0);
});

test("a name is plain, and of one rule only", () => {
  expect(nameProblem("two words", [])).toMatch(/letters, digits and hyphens/);
  expect(nameProblem("vlans", [RULE])).toBe("Another rule has this name.");
  expect(nameProblem("vlans", [])).toBeUndefined();
  expect(freeName("vlans", [RULE])).toBe("vlans-2");
  expect(freeName("…", [])).toBe("rule");
});

test("the names of items are left open in a path", () => {
  expect(maskOf("spec.subnets.default.vlan")).toBe("spec.subnets.*.vlan");
  expect(maskOf("spec.links[leaf-1/E1.2].mtu")).toBe("spec.links[*].mtu");
  expect(maskOf("spec.vlan")).toBe("spec.vlan");
});

test("a rule is made of a conflict: of its kind, its field, and the side that was chosen", () => {
  expect(ruleLike(conflict("spec.subnets.default.vlan"), "draft", [])).toEqual({
    name: "vpc-vlan",
    kind: "VPC.vpc.githedgehog.com",
    path: "spec.subnets.*.vlan",
    take: "draft",
  });
  expect(ruleLike(gitWithCluster("spec.vlan"), "cluster", []).take).toBe("cluster");
  expect(ruleLike(gitWithCluster("spec.vlan"), "base", []).take).toBe("git");
  expect(ruleLike(conflict("", { conflict: "edit/delete" }), undefined, [])).toEqual({
    name: "vpc-whole",
    kind: "VPC.vpc.githedgehog.com",
    conflict: "edit/delete",
    take: "git",
  });
});

test("what is left out and what is empty is the same policy", () => {
  expect(isSame({ rules: [{ ...RULE, conflict: null }] }, { owners: [], rules: [RULE] })).toBe(true);
  expect(isSame({ rules: [RULE] }, { rules: [{ ...RULE, off: true }] })).toBe(false);
  expect(bodyOf({ rules: [{ ...RULE, kind: "" }] }).rules?.[0]).not.toHaveProperty("kind");
});

test("only what differs does so in a field", () => {
  expect(severityProblem({ path: "spec.a", standing: "missing", severity: "info" })).toBe(
    "What is missing is so as a whole: leave this empty.",
  );
  for (const fine of [
    { path: "spec.a" },
    { standing: "missing" as const },
    {},
    { path: "a", standing: "differs" as const },
  ]) {
    expect(severityProblem({ ...fine, severity: "info" })).toBeUndefined();
  }
});

test("what a policy says of the severity of drift survives an edit of something else, and is told", () => {
  const severities = [{ kind: "VPC.g", path: "spec.a", severity: "error" as const }];
  expect(bodyOf({ rules: [RULE], severities }).severities).toEqual(severities);
  expect(isSame({ severities }, {})).toBe(false);
  expect(bodyOf({ severities: [] })).not.toHaveProperty("severities");
  expect(severities.map(severitySentence)).toEqual(["Drift of `spec.a` of VPC is an error."]);
  expect(severitySentence({ standing: "extra", severity: "info" })).toBe(
    "Drift of any kind that only the cluster has is good to know.",
  );
});
