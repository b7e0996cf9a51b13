import { expect, test } from "vitest";
import type { ChangeView, ConflictView, CredentialView, FabricView, Me } from "~/api/types";
import { inCluster } from "~/test/fixtures";
import { type Known, needs, overviewSentence } from "./needs";

const NOW = 1_800_000_000_000;
const DAY = 86_400_000;

const ada: Me = {
  kind: "user",
  login: "ada",
  name: "Ada",
  email: "ada@example.org",
  admin: false,
  permissions: ["read", "approve"],
  fabrics: {},
  tour: false,
  newest_event: "7-70",
};
const nothing: Known = {
  me: ada,
  fabrics: [],
  changes: [],
  conflicts: [],
  repositories: [],
  credentials: [],
  now: NOW,
};

const change = (state: ChangeView["state"], more: Partial<ChangeView> = {}): ChangeView => ({
  id: "1",
  change: "more-room",
  fabric: "lab",
  state,
  author: { name: "Bob", email: "bob@example.org" },
  authors: [{ name: "Bob", email: "bob@example.org" }],
  approvals: [],
  four_eyes: false,
  drafts: [],
  conflicts: 0,
  created_at: 0,
  updated_at: 0,
  ...more,
});
const conflict = (id: number, name: string): ConflictView =>
  ({ id, fabric: "lab", kind: "VPC", name, namespace: "default" }) as ConflictView;
const credential = (more: Partial<CredentialView>): CredentialView => ({
  name: "forge",
  kind: "token",
  source: "sealed",
  repositories: [],
  state: "works",
  ...more,
});

test("nothing needs a person when nothing does", () => {
  expect(needs(nothing)).toEqual([]);
  expect(needs({ ...nothing, changes: [change("open"), change("published")], credentials: [credential({})] })).toEqual(
    [],
  );
});

test("what is to know of certificates and a proxy is told to those who can set others", () => {
  const warning = "the client certificate `CN=ada` expires in 3 days; store the new one";
  const transport = { proxy_password: false, warnings: [warning] };
  const repositories = [
    { name: "net", url: "https://git.example.net/a", branch: "main", fabrics: [], queues: [], transport },
  ];
  expect(needs({ ...nothing, repositories })).toEqual([]);
  const [need, ...more] = needs({ ...nothing, repositories, me: { ...ada, admin: true } });
  expect(more).toEqual([]);
  expect(need).toMatchObject({
    tone: "drift",
    title: "Repository net: certificates or proxy",
    detail: warning,
    action: { href: "/repositories?q=net" },
  });
});

test("conflicts are gathered by fabric; a single one opens at once", () => {
  const [one] = needs({ ...nothing, conflicts: [conflict(7, "web")] });
  expect(one).toMatchObject({ title: "1 conflict in lab", detail: "VPC/web", action: { href: "/conflicts/7" } });
  const [several] = needs({ ...nothing, conflicts: ["a", "b", "c", "d", "e"].map((name, at) => conflict(at, name)) });
  expect(several).toMatchObject({
    detail: "VPC/a, VPC/b, VPC/c and 2 more",
    action: { href: "/conflicts?fabric=lab" },
  });
});

test("what is worse comes first", () => {
  const found = needs({
    ...nothing,
    changes: [change("waiting"), change("awaiting approval"), change("invalid")],
    conflicts: [conflict(1, "web")],
  });
  expect(found.map((need) => need.tone)).toEqual(["conflict", "conflict", "drift", "draft"]);
});

test("a change that the remote refused is worse than one that waits for a word", () => {
  const tone = (reason: ChangeView["reason"]) =>
    needs({ ...nothing, changes: [change("waiting", { reason })] }).map((need) => need.tone);
  expect(tone({ kind: "large-deletion", deleted: 12, of: 12 })).toEqual(["drift"]);
  expect(tone({ kind: "hook-declined", text: "no" })).toEqual(["conflict"]);
});

test("an approval is asked of those who may give it, and not of who wrote it", () => {
  const waits = { ...nothing, changes: [change("awaiting approval")] };
  expect(needs(waits)).toHaveLength(1);
  expect(needs({ ...waits, me: { ...ada, permissions: ["read"] } })).toEqual([]);
  expect(needs({ ...nothing, changes: [change("awaiting approval", { authors: [ada] })] })).toEqual([]);
});

test("credentials are told of two weeks before they expire, and at once when refused", () => {
  const titles = (more: Partial<CredentialView>) =>
    needs({ ...nothing, credentials: [credential(more)] }).map(({ tone, title }) => [tone, title]);
  expect(titles({ expires_at: NOW + 30 * DAY })).toEqual([]);
  expect(titles({ expires_at: NOW + 10 * DAY })).toEqual([["drift", "Credential forge expires in 10 days"]]);
  expect(titles({ expires_at: NOW - DAY })).toEqual([["conflict", "Credential forge has expired"]]);
  expect(titles({ state: "failed" })).toEqual([["conflict", "Credential forge is refused"]]);
});

test("one sentence tells what there is", () => {
  const fabric = { fabric: "lab", resources: 1200, drafts: 0 } as FabricView;
  expect(overviewSentence([], [])).toBe("No fabric is connected yet.");
  expect(overviewSentence([fabric], [])).toBe("1 fabric with 1,200 resources, no drafts. Nothing needs attention.");
  expect(overviewSentence([fabric], needs({ ...nothing, conflicts: [conflict(1, "a")] }))).toMatch(
    /1 item needs attention\.$/,
  );
});

test("errors in files are told by rule with their counts, and lead to the findings", () => {
  const rules = [
    { rule: "vpc-vlan-other", severity: "error", count: 2 },
    { rule: "type", severity: "error", count: 1 },
    { rule: "not-checked", severity: "info", count: 3 },
  ];
  const fabric = { fabric: "lab", errors: 3, rules, state: "attention" } as unknown as FabricView;
  expect(needs({ ...nothing, fabrics: [fabric] })).toMatchObject([
    {
      tone: "conflict",
      title: "3 errors in the files of lab",
      detail: "VPC: VLAN of another VPC (2), Wrong type (1)",
      action: { href: "/fabrics/lab?tab=findings" },
    },
  ]);
  const unchecked = { fabric: "lab", errors: 0, rules: rules.slice(2), state: "in sync" } as unknown as FabricView;
  expect(needs({ ...nothing, fabrics: [unchecked] })).toEqual([]);
});

test("drift is told by fabric and leads to it, and so is a cluster that is not known any more", () => {
  const lab = (cluster: FabricView["cluster"]) => ({ fabric: "lab", errors: 0, cluster }) as FabricView;
  expect(needs({ ...nothing, fabrics: [lab(inCluster({ ahead: 3 }))] })).toEqual([]);
  expect(needs({ ...nothing, fabrics: [lab(inCluster({ drifted: 2 }))] })).toMatchObject([
    { title: "2 resources drifted in the cluster of lab", action: { href: "/fabrics/lab?tab=drift" } },
  ]);
  const away = inCluster({ known: false, unknown_since: 5, unknown_kinds: 9, problem: "it is not reached" });
  expect(needs({ ...nothing, fabrics: [lab(away)] })[0]?.detail).toContain("it is not reached");
  // one that is read for the first time asks for nobody
  expect(needs({ ...nothing, fabrics: [lab(inCluster({ known: false }))] })).toEqual([]);
});
