import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { ConflictSet, ConflictView } from "~/api/types";
import { change, conflict, EDITOR, fabric, PUBLISHER, somebody, VIEWER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

const VLAN = conflict("spec.subnets.default.vlan");
const SUBNET = conflict("spec.subnets.default.subnet", { id: 8, base: "10.0.1.0/24", draft: "10.0.2.0/24", git: null });
const RAW = conflict("spec.subnets.default.vlan", {
  change: null,
  change_id: null,
  parties: [
    { party: "raw", path: "env/raw/web.yaml" },
    { party: "git", commit: "4f2a", path: "env/managed/web.yaml" },
  ],
});
const SET = "GET /conflicts/7/set";
const BLAME = "GET /fabrics/env/resources/VPC.vpc.githedgehog.com/default/web/blame";
const RESULT = {
  diff: "--- a\n+++ b\n@@ -1 +1 @@\n-vlan: 1400\n+vlan: 1300\n",
  git: "vlan: 1400\n",
  text: "vlan: 1300\n",
  left: 0,
  broken: [],
};

function set(open: ConflictView[], more: Partial<ConflictSet> = {}): ConflictSet {
  return { conflict: open[0] ?? { ...VLAN, state: "resolved" }, open, resolved: [], needs: "resolve", ...more };
}

function withSet(found: ConflictSet): FakeServer {
  return serve()
    .on("GET /me", EDITOR)
    .on("GET /fabrics", items(fabric()))
    .on("GET /fabrics/env", fabric())
    .on("GET /fabrics/env/resources/VPC/default/web/history", items())
    .on(BLAME, { commit: "4f2a", items: [] })
    .on("GET /changes/bigger web", change())
    .on("POST /conflicts/7/result", RESULT)
    .on("POST /conflicts/8/result", RESULT)
    .on("POST /conflicts/9/result", RESULT)
    .on(SET, found);
}

const rowOf = (path: string) => screen.findByRole("group", { name: new RegExp(`^${path}`) });
const radio = (row: HTMLElement, name: string) => within(row).getByRole<HTMLInputElement>("radio", { name });

test("Git's side says who set it, as its history tells", async () => {
  const server = withSet(set([VLAN]));
  const set_ = { known: true, author: "Zoe <zoe@example.net>", time: 1000, change: null };
  const commit = "0123456789abcdef";
  server.on(BLAME, { commit: "4f2a", items: [{ path: VLAN.path, value: 1002, commit, ...set_ }] });
  await openPage(server, "/conflicts/7");
  const row = await rowOf("spec.subnets.default.vlan");
  expect(await within(row).findByText("Zoe,")).toBeTruthy();
  expect(within(row).getByText("0123456789")).toBeTruthy();
});

test("the page asks for its own conflicts, not for all of the fabric", async () => {
  const server = withSet(set([VLAN, SUBNET]));
  await openPage(server, "/conflicts/7");
  await rowOf("spec.subnets.default.vlan");
  expect(server.count(SET)).toBe(1);
  expect(server.count("GET /conflicts")).toBe(0);
  expect(screen.getByText(/2 fields differ between/)).toBeTruthy();
});

test("what is chosen by key is what is sent, row by row, and nothing before it is applied", async () => {
  const server = withSet(set([VLAN, SUBNET]));
  server.on("POST /conflicts/7/resolve", VLAN).on("POST /conflicts/8/resolve", SUBNET);
  await openPage(server, "/conflicts/7");
  const row = await rowOf("spec.subnets.default.vlan");
  expect(screen.getByText("2 left")).toBeTruthy();
  // the rows stand in the order of their paths: the subnet is the first
  await userEvent.keyboard("1j2");
  expect(radio(row, "draft").checked).toBe(true);
  expect(screen.getByText("All are chosen")).toBeTruthy();
  expect(server.count("POST /conflicts/7/resolve")).toBe(0);
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(server.sent("POST /conflicts/7/resolve")).toEqual({ take: "draft" }));
  expect(server.sent("POST /conflicts/8/resolve")).toEqual({ take: "git" });
});

test("what was chosen can be taken back until it is applied", async () => {
  await openPage(withSet(set([VLAN])), "/conflicts/7");
  const row = await rowOf("spec.subnets.default.vlan");
  const apply = screen.getByRole<HTMLButtonElement>("button", { name: "Apply choice" });
  expect(apply.disabled).toBe(true);
  await userEvent.keyboard("1");
  expect(apply.disabled).toBe(false);
  await userEvent.keyboard("u");
  expect(radio(row, "Git").checked).toBe(false);
  expect(apply.disabled).toBe(true);
});

test("a value of one's own is checked as it is typed, and sent as it was typed", async () => {
  const server = withSet(set([VLAN])).on("POST /conflicts/7/resolve", VLAN);
  server.on("GET /fabrics/env/resources/VPC/default/web", () => refused(404, "not found", "no text"));
  await openPage(server, "/conflicts/7");
  const row = await rowOf("spec.subnets.default.vlan");
  await userEvent.type(within(row).getByRole("textbox"), "1500");
  expect(radio(row, "other").checked).toBe(true);
  await userEvent.click(screen.getByRole("button", { name: "Apply choice" }));
  await waitFor(() => expect(server.sent("POST /conflicts/7/resolve")).toEqual({ value: "1500" }));
});

test("a viewer sees the sides, may choose none, and is told which role may", async () => {
  await openPage(withSet(set([VLAN])).on("GET /me", VIEWER), "/conflicts/7");
  const row = await rowOf("spec.subnets.default.vlan");
  for (const name of ["Git", "draft", "base", "other"]) expect(radio(row, name).disabled).toBe(true);
  expect(await screen.findByText("This takes the role editor in env.")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Apply choice" })).toBeNull();
  await userEvent.keyboard("1");
  expect(radio(row, "Git").checked).toBe(false);
});

test("between raw/ and managed/ the decision goes to Git: an editor may not make it, a publisher may", async () => {
  const server = withSet(set([RAW], { needs: "publish" }));
  await openPage(server, "/conflicts/7");
  expect(await screen.findByText("This takes the role publisher in env.")).toBeTruthy();
  expect(radio(await rowOf("spec.subnets.default.vlan"), "managed/").disabled).toBe(true);
});

test("a publisher decides between raw/ and managed/", async () => {
  await openPage(withSet(set([RAW], { needs: "publish" })).on("GET /me", PUBLISHER), "/conflicts/7");
  expect(radio(await rowOf("spec.subnets.default.vlan"), "raw/").disabled).toBe(false);
  expect(screen.queryByText(/This takes the role/)).toBeNull();
});

test("a decision that is refused says why at its row, and the others are carried out", async () => {
  const server = withSet(set([VLAN, SUBNET])).on("POST /conflicts/8/resolve", SUBNET);
  server.on("POST /conflicts/7/resolve", () =>
    refused(409, "refused", "`vlan` must be free in VLAN namespace default"),
  );
  await openPage(server, "/conflicts/7");
  const row = await rowOf("spec.subnets.default.vlan");
  await userEvent.keyboard("1j2{Enter}");
  const alert = await within(row).findByRole("alert");
  expect(alert.textContent).toContain("`vlan` must be free".replaceAll("`", ""));
  expect(within(await rowOf("spec.subnets.default.subnet")).queryByRole("alert")).toBeNull();
  expect(server.count("POST /conflicts/8/resolve")).toBe(1);
});

test("when a side moves while somebody decides, the choice is asked for again and said to be", async () => {
  const server = withSet(set([VLAN]));
  await openPage(server, "/conflicts/7");
  await rowOf("spec.subnets.default.vlan");
  await userEvent.keyboard("1");
  server.on(SET, set([{ ...VLAN, id: 9, git: 1500 }]));
  server.tell({ event: "conflicts", fabric: "env", resources: ["VPC/web"], more: false });
  expect(await screen.findByText(/You had chosen Git; since then a side has another value/)).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Apply choice" }).disabled).toBe(true);
});

test("when the resource is decided and its change has more, the next one is offered", async () => {
  const next = conflict("spec.vlan", { id: 12, name: "storage" });
  await openPage(withSet(set([], { others: 2, next })), "/conflicts/7");
  expect(await screen.findByText("2 more resources of change bigger web have conflicts.")).toBeTruthy();
  const link = screen.getByRole("link", { name: "Next: VPC storage" });
  expect(link.getAttribute("href")).toBe("/conflicts/12");
});

test("when all of a change is decided, the way on is its diff, though other changes have conflicts", async () => {
  const next = conflict("spec.vlan", { id: 12, change: "another", change_id: "0198" });
  await openPage(withSet(set([], { others: 0, next })), "/conflicts/7");
  expect(await screen.findByText("Every conflict of bigger web is decided; it is open.")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Review diff and publish" })).toBeTruthy();
  expect(screen.queryByRole("link", { name: /^Next/ })).toBeNull();
});

const PARTIES = ["env/a.yaml", "env/b.yaml"].map((path) => ({ party: "git" as const, commit: "4f2a", path }));
const TWICE = {
  ...conflict("", { conflict: "duplicate identity", change: null, change_id: null }),
  parties: PARTIES,
};
const COPIES = {
  conflict: 7,
  fabric: "dc1",
  commit: "4f2a",
  copies: [
    { path: "env/a.yaml", line: 1, digest: "one", text: "vlan: 1\n" },
    { path: "env/b.yaml", line: 1, digest: "two", text: "vlan: 2\n", diff: "" },
  ],
  more: 0,
  chosen: [],
};

test("of what Git says twice one is kept, as it was shown, in a change", async () => {
  const server = withSet(set([TWICE])).on("GET /conflicts/7/copies", COPIES);
  await openPage(server, "/conflicts/7");
  expect(screen.queryByRole("radio")).toBeNull();
  await userEvent.click(await screen.findByRole("button", { name: "Keep env/b.yaml" }));
  expect(await screen.findByText(/The other document is taken out of env\/a.yaml/)).toBeTruthy();
});

test("among more documents than are shown none is kept", async () => {
  const server = withSet(set([TWICE])).on("GET /conflicts/7/copies", { ...COPIES, more: 3 });
  await openPage(server, "/conflicts/7");
  expect(await screen.findByText(/There are 3 more/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: /^Keep/ })).toBeNull();
});

const DECIDED: ConflictView = { ...VLAN, state: "resolved", decision: { take: "git" }, decided_by: "Alice" };
const TAKE_BACK = { name: `Undo decision about ${VLAN.path}` };

test("a decision is taken back", async () => {
  const server = withSet(set([], { conflict: DECIDED, resolved: [DECIDED] })).on("POST /conflicts/7/reopen", VLAN);
  await openPage(server, "/conflicts/7");
  await userEvent.click(await screen.findByRole("button", TAKE_BACK));
  await waitFor(() => expect(server.sent("POST /conflicts/7/reopen")).toEqual({}));
});

test("a decision is not taken back once its change is published", async () => {
  const found = set([], { conflict: DECIDED, resolved: [DECIDED] });
  await openPage(withSet(found).on("GET /changes/bigger web", change({ state: "published" })), "/conflicts/7");
  expect(await screen.findByText("Every conflict of bigger web is decided; it is published.")).toBeTruthy();
  expect(screen.queryByRole("button", TAKE_BACK)).toBeNull();
});

test("what comes of the choices is shown as they are made, and the newest answer stands", async () => {
  const server = withSet(set([VLAN, SUBNET])).on("POST /conflicts/8/result", (asked) => {
    const { choices } = asked.body as { choices: object[] };
    return { ...RESULT, left: 2 - choices.length };
  });
  await openPage(server, "/conflicts/7");
  expect(await screen.findByText("2 conflicts left; until they are decided, they keep Git's value.")).toBeTruthy();
  await rowOf("spec.subnets.default.vlan");
  await userEvent.keyboard("1j2");
  // what was said of other choices is not said any more
  expect(screen.getByText("Computing what your choice makes of it …")).toBeTruthy();
  expect(await screen.findByText("This is what the change brings to Git.")).toBeTruthy();
  expect(server.sent("POST /conflicts/8/result")).toEqual({
    choices: [
      { conflict: 8, take: "git" },
      { conflict: 7, take: "draft" },
    ],
  });
  await userEvent.click(screen.getByRole("radio", { name: "YAML" }));
  expect(screen.getByText("vlan: 1300")).toBeTruthy();
});

test("what the outcome would break is said before anything is decided", async () => {
  const server = withSet(set([VLAN])).on("POST /conflicts/7/result", {
    ...RESULT,
    broken: ["`spec.vlan` is too large"],
  });
  await openPage(server, "/conflicts/7");
  expect(await screen.findByText("It would break the schema:")).toBeTruthy();
});

test("the focus follows what a key chooses, and b chooses one side for all", async () => {
  await openPage(withSet(set([VLAN, SUBNET])), "/conflicts/7");
  const [subnet, vlan] = [await rowOf("spec.subnets.default.subnet"), await rowOf("spec.subnets.default.vlan")];
  await userEvent.keyboard("j3");
  await waitFor(() => expect(document.activeElement).toBe(radio(vlan, "base")));
  await userEvent.keyboard("b");
  const dialog = await screen.findByRole("dialog", { name: "Choose one side for 2 rows" });
  await userEvent.click(within(dialog).getByRole("radio", { name: "draft" }));
  await userEvent.keyboard("{Enter}");
  expect(radio(subnet, "draft").checked && radio(vlan, "draft").checked).toBe(true);
  await userEvent.keyboard("u");
  expect(radio(subnet, "draft").checked).toBe(false);
  expect(radio(vlan, "base").checked).toBe(true);
});

test("what was decided about the same before is offered, and why is sent along", async () => {
  const server = withSet(
    set([VLAN], {
      earlier: [{ of: 7, conflict: 3, decision: { take: "draft" }, by: "Ada <ada@example.org>", at: 1, why: "agreed" }],
    }),
  ).on("POST /conflicts/7/resolve", VLAN);
  await openPage(server, "/conflicts/7");
  const row = await rowOf("spec.subnets.default.vlan");
  expect(row.textContent).toContain("The same was decided before: draft (1300), by Ada");
  await userEvent.click(within(row).getByRole("button", { name: /Take the earlier decision/ }));
  expect(radio(row, "draft").checked).toBe(true);
  await userEvent.type(screen.getByRole("textbox", { name: "Why (optional)" }), "as before{Enter}");
  await waitFor(() => expect(server.sent("POST /conflicts/7/resolve")).toEqual({ take: "draft", why: "as before" }));
});

test("who is to decide is given by whoever may decide", async () => {
  const server = withSet(set([VLAN, { ...SUBNET, assignee: "bob" }]));
  server.on("PUT /conflicts/7/assignee", VLAN).on("PUT /conflicts/8/assignee", SUBNET);
  await openPage(server, "/conflicts/7");
  const part = await screen.findByRole("region", { name: "Assignee" });
  expect(part.textContent).toContain("Assigned to bob");
  await userEvent.type(within(part).getByRole("textbox", { name: "Assign to (login)" }), "ada{Enter}");
  await waitFor(() => expect(server.sent("PUT /conflicts/7/assignee")).toEqual({ assignee: "ada" }));
  await waitFor(() => expect(server.sent("PUT /conflicts/8/assignee")).toEqual({ assignee: "ada" }));
});

test("something is said about a conflict, and read with who said it", async () => {
  const server = withSet(
    set([VLAN], { remarks: { 7: [{ author: "Ada <ada@example.org>", at: 1, text: "ask Bob" }] } }),
  );
  server.on("POST /conflicts/7/remarks", VLAN);
  await openPage(server, "/conflicts/7");
  expect(await screen.findByText("ask Bob")).toBeTruthy();
  await userEvent.type(screen.getByRole("textbox", { name: "Say something about it" }), "Bob says 1400");
  await userEvent.click(screen.getByRole("button", { name: "Add remark" }));
  await waitFor(() => expect(server.sent("POST /conflicts/7/remarks")).toEqual({ text: "Bob says 1400" }));
});

test("a decision of a policy is shown as one, leads to it, and is taken back like others", async () => {
  const decided = { ...DECIDED, decided_by: "policy teams", policy: { rule: "teams" } };
  await openPage(withSet(set([], { conflict: decided, resolved: [decided] })), "/conflicts/7");
  const link = await screen.findByRole("link", { name: "policy teams" });
  expect(link.getAttribute("href")).toBe("/fabrics/env?tab=policy");
  expect(await screen.findByRole("button", TAKE_BACK)).toBeTruthy();
});

test("a superseded conflict leads to the one that took its place", async () => {
  const old: ConflictView = { ...VLAN, state: "superseded", successor: 12 };
  await openPage(withSet(set([], { conflict: old })), "/conflicts/7");
  const link = await screen.findByRole("link", { name: "Open conflict 12" });
  expect(link.getAttribute("href")).toBe("/conflicts/12");
});

test("a conflict that ended with its draft is told so, with the way on", async () => {
  const old: ConflictView = { ...VLAN, state: "superseded" };
  await openPage(withSet(set([], { conflict: old, others: 0 })), "/conflicts/7");
  expect(await screen.findByText(/the sides no longer disagree there/)).toBeTruthy();
  expect(await screen.findByText("Every conflict of bigger web is decided; it is open.")).toBeTruthy();
});

test("a choice is made a rule, with what it would also decide, and saved before the others", async () => {
  const server = withSet(set([VLAN])).on("GET /me", somebody("mia", "read", "edit", "resolve", "manage"));
  const policy = { revision: 4, policy: { rules: [{ name: "rest", take: "manual" }] }, used: [] };
  server.on("GET /fabrics/env/policy", () => Response.json(policy, { headers: { etag: '"4"' } }));
  server.on("POST /fabrics/env/policy/try", {
    decided: 1,
    left: 0,
    agree: 0,
    differ: 0,
    more: false,
    conflicts: [{ conflict: VLAN, decision: { take: "draft" }, rule: { rule: "vpc-vlan" } }],
  });
  server.on("PUT /fabrics/env/policy", { ...policy, revision: 5, settled: { decided: 1, left: 0 } });
  await openPage(server, "/conflicts/7");
  await rowOf("spec.subnets.default.vlan");
  await userEvent.keyboard("2");
  await userEvent.click(await screen.findByRole("button", { name: /^Always decide spec.subnets.default.vlan/ }));
  const dialog = await screen.findByRole("dialog", { name: "Always decide like this" });
  const text = "On record it would decide 1: 1 of them is open now, and people decided none otherwise.";
  expect(await within(dialog).findByText(text)).toBeTruthy();
  await userEvent.click(within(dialog).getByRole("button", { name: "Save rule" }));
  const rule = { name: "vpc-vlan", kind: "VPC.vpc.githedgehog.com", path: "spec.subnets.*.vlan", take: "draft" };
  await waitFor(() =>
    expect(server.sent("PUT /fabrics/env/policy")).toEqual({
      owners: [],
      rules: [rule, { name: "rest", take: "manual" }],
    }),
  );
  expect(server.of("PUT /fabrics/env/policy")[0]?.headers.get("if-match")).toBe('"4"');
});

test("a decision is taken back from where it is said", async () => {
  const server = withSet(set([VLAN]));
  server.on("POST /conflicts/7/resolve", { ...VLAN, state: "resolved" }).on("POST /conflicts/7/reopen", VLAN);
  await openPage(server, "/conflicts/7");
  await rowOf("spec.subnets.default.vlan");
  await userEvent.keyboard("1{Enter}");
  expect(await screen.findByText("1 conflict is decided.")).toBeTruthy();
  // the place of the words takes the pointer a moment after they are there
  await waitFor(() => userEvent.click(screen.getByRole("button", { name: "Undo" })));
  expect(await screen.findByText("1 conflict is open again.")).toBeTruthy();
  expect(server.count("POST /conflicts/7/reopen")).toBe(1);
});
