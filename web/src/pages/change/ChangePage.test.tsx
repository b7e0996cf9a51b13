import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { ChangeView, Me } from "~/api/types";
import type { LiveEvent } from "~/live/events";
import {
  ADMIN,
  change,
  clash,
  conflict,
  draft,
  EDITOR,
  fabric,
  PUBLISHER,
  resource,
  somebody,
  VIEWER,
} from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

const HEAD = "4f2a000000000000000000000000000000000000";
const DIFF = {
  head: HEAD,
  diff: "diff --git a/env/web.yaml b/env/web.yaml\n--- a/env/web.yaml\n+++ b/env/web.yaml\n@@ -1 +1 @@\n-vlan: 1001\n+vlan: 1300\n",
  problems: [],
  conflicts: [],
  passed: 61,
  not_possible: 0,
  warnings: [],
  unchecked: [],
};
/** What is said where nothing blocks. */
const FREE = "Nothing blocks publishing: 61 checks passed.";

function withChange(me: Me, view: ChangeView = change(), diff: object = DIFF): FakeServer {
  return serve()
    .on("GET /me", me)
    .on("GET /fabrics", items(fabric()))
    .on("GET /fabrics/env", fabric())
    .on("GET /changes/0197", view)
    .on("GET /changes/0197/diff", diff);
}

const WEB_PATH = "GET /fabrics/env/resources/VPC/default/web";
/** What `GET` answers of the resource `web`, with its draft. */
const WEB = {
  ...resource("web"),
  fields: [],
  drafts: [{ change: "bigger web", change_id: "0197", base_text: "vlan: 1001\n", text: "vlan: 1300\n" }],
};

const button = (name: string | RegExp) => screen.findByRole<HTMLButtonElement>("button", { name });
const news = (state: ChangeView["state"]): LiveEvent => ({
  event: "change",
  id: "0197",
  change: "bigger web",
  fabric: "env",
  resources: ["VPC/web"],
  more: false,
  state,
});

test("a publisher publishes what was looked at: its head, its revision, the message", async () => {
  const server = withChange(PUBLISHER);
  const published = change({ state: "published", commit: "c0ffee0000000000000000000000000000000000" });
  server.on("POST /changes/0197/publish", () => {
    server
      .on("GET /changes/0197", published)
      .on("GET /changes/0197/diff", () => refused(409, "over", "it is published"));
    server.on("GET /fabrics/env/resources/VPC/default/web/history", items());
    return {
      state: "published",
      attempts: 1,
      duration_ms: 210,
      warnings: [],
      commit: published.commit,
      change: "bigger web",
    };
  });
  await openPage(server, "/changes/0197");
  await screen.findByText(FREE);
  await userEvent.type(await screen.findByLabelText("Commit message"), "More room for the web");
  await userEvent.click(await button("Publish change"));
  expect(await screen.findByText(/Published as/)).toBeTruthy();
  expect(server.sent("POST /changes/0197/publish")).toEqual({
    previewed: HEAD,
    revision: "r1",
    message: "More room for the web",
    confirm_deletions: false,
  });
  expect(screen.queryByRole("button", { name: /^Publish/ })).toBeNull();
});

test("nothing is published before its diff is there", async () => {
  const server = withChange(PUBLISHER);
  let give: (diff: object) => void = () => {};
  server.on("GET /changes/0197/diff", () => new Promise<object>((given) => (give = given)));
  await openPage(server, "/changes/0197");
  expect((await button("Publish change")).disabled).toBe(true);
  expect(screen.getByText("The diff is being computed.")).toBeTruthy();
  give(DIFF);
  await waitFor(async () => expect((await button("Publish change")).disabled).toBe(false));
});

test("an editor may discard and not publish, and is told who publishes it", async () => {
  await openPage(withChange(EDITOR), "/changes/0197");
  expect((await button("Publish change")).disabled).toBe(true);
  expect(
    await screen.findByText(
      "Somebody with the role publisher in env publishes it: send them the address of this page.",
    ),
  ).toBeTruthy();
  expect((await button("More actions")).disabled).toBe(false);
  expect(screen.queryByLabelText("Commit message")).toBeNull();
});

test("a viewer may neither", async () => {
  await openPage(withChange(VIEWER), "/changes/0197");
  expect((await button("Publish change")).disabled).toBe(true);
  expect(screen.queryByRole("button", { name: "More actions" })).toBeNull();
});

test("conflicts come before publishing, and the page leads to them", async () => {
  const view = change({ state: "conflicted", conflicts: 1, reason: { kind: "conflicts", count: 1 } });
  await openPage(
    withChange(PUBLISHER, view, { ...DIFF, diff: "", conflicts: [conflict("spec.vlan")] }).on(WEB_PATH, WEB),
    "/changes/0197",
  );
  expect(await screen.findByText("1 conflict must be decided first.")).toBeTruthy();
  expect((await button("Publish change")).disabled).toBe(true);
  const decide = screen.getByRole("link", { name: "Decide conflicts" });
  expect(decide.getAttribute("href")).toBe("/conflicts?fabric=env&change=bigger+web");
});

test("what breaks rules is not published; the finding stands with its place and its rule", async () => {
  const finding = {
    path: "env/web.yaml",
    line: 12,
    column: 1,
    severity: "error",
    rule: "type",
    resource: "VPC/web",
    field: "spec.vlan",
    message: "must be an integer",
  };
  await openPage(withChange(PUBLISHER, change(), { ...DIFF, problems: [finding] }), "/changes/0197");
  expect(await screen.findByText("1 problem must be fixed first.")).toBeTruthy();
  const checks = screen.getByRole("region", { name: "Checks" });
  expect(checks.textContent).toContain("VPC/web: spec.vlan must be an integer");
  // the head of the page says so too, and leads there
  const lamps = screen.getByRole("img", { name: "Git, Hedgerow: open, would be refused" });
  expect(lamps.closest("header")?.textContent).toContain(
    "Open: 1 draft, not in Git yet. It would be refused: 1 error.",
  );
  await userEvent.click(await button("1 error"));
  expect(document.activeElement).toBe(checks);
  expect(checks.textContent).toContain("env/web.yaml:12");
  expect(checks.textContent).toContain("Wrong type");
});

test("of a change that a rule refuses the diff is shown, called what it is, and the finding leads to its form", async () => {
  const finding = {
    path: "env/web.yaml",
    line: 1,
    column: 1,
    severity: "error",
    rule: "vpc-vlan-in-ns",
    resource: "VPC/web",
    field: "spec.vlan",
    message: "is outside",
  };
  await openPage(withChange(EDITOR, change(), { ...DIFF, problems: [finding] }), "/changes/0197");
  const diff = await screen.findByRole("region", { name: "Diff" });
  await waitFor(() =>
    expect(diff.textContent).toContain(
      "What these drafts would write onto 4f2a000000 of main; nothing is pushed as long as a rule refuses it.",
    ),
  );
  expect(diff.textContent).toContain("vlan: 1300");
  const fix = await screen.findByRole("link", { name: "Fix it in the form" });
  expect(fix.getAttribute("href")).toBe("/fabrics/env/resources/VPC/default/web?tab=form&change=bigger+web&fileline=1");
});

test("what waits for a confirmation or an approval is what publishing would push", async () => {
  const waits = { kind: "large-deletion", deleted: 12, of: 30 };
  const unapproved = { kind: "needs-approval", fabric: "env", authors: ["Erin Example"] };
  await openPage(withChange(PUBLISHER, change({ four_eyes: true }), { ...DIFF, waits, unapproved }), "/changes/0197");
  const diff = await screen.findByRole("region", { name: "Diff" });
  await waitFor(() => expect(diff.textContent).toContain("What publishing would push onto 4f2a000000 of main."));
});

/** A change in a conflict, of which there is no diff. */
function inConflict(...of: ReturnType<typeof draft>[]): FakeServer {
  const view = change({ state: "conflicted", conflicts: 1, drafts: of });
  return withChange(EDITOR, view, { ...DIFF, diff: "", conflicts: [conflict("spec.vlan")] });
}

test("of a change with conflicts the difference of each draft is shown", async () => {
  await openPage(inConflict(draft("web")).on(WEB_PATH, WEB), "/changes/0197");
  const diff = await screen.findByRole("region", { name: "Diff" });
  expect(await within(diff).findByText(/Publishing is refused until what blocks it is resolved/)).toBeTruthy();
  expect(diff.textContent).toContain("vlan: 1300");
  expect(diff.textContent).not.toContain("What publishing would push");
});

test("a draft that could not be read is named with the reason, and nothing is called unchanged for it", async () => {
  const server = inConflict(draft("web"), draft("lab")).on(WEB_PATH, { ...WEB, drafts: [] });
  const lab = "GET /fabrics/env/resources/VPC/default/lab";
  server.on(lab, () => refused(503, "not available", "the repository is being read"));
  await openPage(server, "/changes/0197");
  const diff = await screen.findByRole("region", { name: "Diff" });
  const alert = await within(diff).findByRole("alert");
  expect(alert.textContent).toContain("The repository is being read.");
  expect(alert.textContent).toContain("The draft of VPC/lab is not shown.");
  expect(within(diff).queryByText(/change nothing/)).toBeNull();
  server.on(lab, { ...WEB, ...resource("lab") });
  await userEvent.click(within(alert).getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(diff.textContent).toContain("vlan: 1300"));
  expect(within(diff).queryByRole("alert")).toBeNull();
});

test("that the drafts change nothing is said where all could be read", async () => {
  await openPage(inConflict(draft("web")).on(WEB_PATH, { ...WEB, drafts: [] }), "/changes/0197");
  expect(await screen.findByText("The drafts change nothing.")).toBeTruthy();
});

test("what breaks a rule together with another resource links both", async () => {
  const finding = {
    path: "env/web.yaml",
    line: 12,
    column: 1,
    severity: "error",
    rule: "vpc-vlan-other",
    resource: "VPC/web",
    field: "spec.subnets.default.vlan",
    message: "1002 is the VLAN of VPC/storage, subnet default: choose a free VLAN",
    other: "VPC/storage",
  };
  await openPage(withChange(PUBLISHER, change(), { ...DIFF, passed: 60, problems: [finding] }), "/changes/0197");
  const checks = await screen.findByRole("region", { name: "Checks" });
  const hrefOf = (name: string) => within(checks).getByRole("link", { name }).getAttribute("href");
  expect(hrefOf("VPC/web")).toBe("/fabrics/env/resources/VPC/default/web");
  expect(hrefOf("VPC/storage")).toBe("/fabrics/env/resources/VPC/default/storage");
  expect(checks.textContent).toContain("VPC: VLAN of another VPC");
  expect(checks.textContent).toContain("60 checks passed.");
});

test("what was checked, what warns and what could not be checked are told apart", async () => {
  const warning = {
    path: "env/web.yaml",
    line: 3,
    column: 1,
    severity: "warning",
    rule: "order-swap",
    resource: "VPC/web",
    message: "takes what VPC/storage still has",
    other: "VPC/storage",
  };
  const reason = "not checked for 1 resource, because the installation settings are not given: vpc-subnet-reserved";
  const diff = { ...DIFF, warnings: [warning], not_possible: 2, unchecked: [reason] };
  await openPage(withChange(ADMIN, change(), diff), "/changes/0197");
  const checks = await screen.findByRole("region", { name: "Checks" });
  await within(checks).findByText("Nothing blocks publishing: 1 warning; 61 checks passed, 2 not possible.");
  expect(checks.querySelector("p svg")).toBeNull();
  expect(within(checks).getByText("warning")).toBeTruthy();
  expect(within(checks).getByText("2 checks not possible: why")).toBeTruthy();
  expect(checks.textContent).toContain("because the installation settings are not given. Rule: VPC: subnet reserved.");
  expect(checks.textContent).not.toContain("vpc-subnet-reserved");
  const enter = within(checks).getByRole("link", { name: "Enter the installation settings" });
  expect(enter.getAttribute("href")).toBe("/fabrics/env?tab=rules");
  expect((await button("Publish change")).disabled).toBe(false);
});

test("who may not enter the installation settings is told who can", async () => {
  const reason = "not checked for 1 resource, because the installation settings are not given: vpc-subnet-reserved";
  await openPage(withChange(PUBLISHER, change(), { ...DIFF, not_possible: 2, unchecked: [reason] }), "/changes/0197");
  const checks = await screen.findByRole("region", { name: "Checks" });
  await waitFor(() => expect(checks.textContent).toContain("Somebody with the role admin in env can enter them."));
  expect(within(checks).queryByRole("link", { name: "Enter the installation settings" })).toBeNull();
});

test("a tick stands only beside what was checked", async () => {
  const server = withChange(PUBLISHER);
  await openPage(server, "/changes/0197");
  expect((await screen.findByText(FREE)).closest("p")?.querySelector("svg")).toBeTruthy();
});

test("of a change with a draft that breaks a rule nobody says that it is well while it is checked", async () => {
  const server = withChange(PUBLISHER, change({ drafts: [draft("web", { state: "invalid" })] }));
  server.on("GET /changes/0197/diff", () => new Promise<object>(() => {}));
  await openPage(server, "/changes/0197");
  expect(await screen.findByText("It would be refused: 1 draft breaks a rule.")).toBeTruthy();
  expect(screen.getByRole("img", { name: "Git, Hedgerow: open, would be refused" })).toBeTruthy();
});

test("that it is being checked is said until it is", async () => {
  const server = withChange(PUBLISHER);
  let give: (diff: object) => void = () => {};
  server.on("GET /changes/0197/diff", () => new Promise<object>((given) => (give = given)));
  await openPage(server, "/changes/0197");
  expect(await screen.findByText("It is being checked …")).toBeTruthy();
  give(DIFF);
  await screen.findByText(FREE);
  expect(screen.queryByText("It is being checked …")).toBeNull();
  expect(screen.getByRole("img", { name: "Git, Hedgerow: open" })).toBeTruthy();
});

test("where nothing was checked the page says so, without a tick", async () => {
  await openPage(withChange(PUBLISHER, change(), { ...DIFF, passed: 0 }), "/changes/0197");
  const said = await screen.findByText("Nothing is known to block publishing; no rule between resources was checked.");
  expect(said.closest("p")?.querySelector("svg")).toBeNull();
});

test("what a remote printed stands on the page as it is, and the page leads to the repository", async () => {
  const text = "policy: <b>no</b> pushes\n  after hours";
  const reason = { kind: "protected-branch", branch: "main", text } as const;
  await openPage(withChange(PUBLISHER, change({ state: "waiting", reason })), "/changes/0197");
  expect(await screen.findByText("Branch main does not accept direct pushes.")).toBeTruthy();
  const printed = screen.getByText((_, element) => element?.tagName === "PRE" && element.textContent === text);
  expect(printed.childElementCount).toBe(0);
  const onwards = await screen.findByRole("link", { name: "Open repository" });
  await waitFor(() => expect(onwards.getAttribute("href")).toBe("/repositories?q=network"));
});

test("what the preview says would wait is a problem of its own, with what to do, and is not published", async () => {
  const waits = { kind: "unreadable", resource: { group: "g", kind: "VPC", namespace: "default", name: "web" } };
  await openPage(withChange(PUBLISHER, change(), { ...DIFF, diff: "", waits }), "/changes/0197");
  const checks = await screen.findByRole("region", { name: "Checks" });
  expect(checks.textContent).toContain("The file of VPC/web does not parse in Git.");
  expect(checks.textContent).toContain("Fix the file in Git");
  expect((await button("Publish change")).disabled).toBe(true);
});

test("broken rules are listed with a link to their resource", async () => {
  const resource = { group: "g", kind: "VPC", namespace: "default", name: "web" };
  const place = { path: "env/web.yaml", line: 12 };
  const rules = [{ rule: "type", resource, field: "spec.vlan", message: "must be an integer", ...place }];
  const reason = { kind: "violations", violations: rules, more: 2 } as const;
  await openPage(withChange(PUBLISHER, change({ state: "invalid", reason: reason as never })), "/changes/0197");
  const item = (await screen.findByText(/spec.vlan must be an integer/)).closest("li");
  expect(item?.textContent).toBe("VPC/web: spec.vlan must be an integer env/web.yaml:12 · Wrong type");
  expect(
    within(item as HTMLElement)
      .getByRole("link")
      .getAttribute("href"),
  ).toContain("/VPC/default/web");
  expect(screen.getByText("and 2 more")).toBeTruthy();
});

test("much that is deleted is published only after the fabric was typed", async () => {
  const waits = { kind: "large-deletion", deleted: 12, of: 30 };
  const server = withChange(PUBLISHER, change(), { ...DIFF, waits });
  server.on("POST /changes/0197/publish", change({ state: "queued" }));
  await openPage(server, "/changes/0197");
  expect(await screen.findByText(/it deletes 12 of 30 resources; publishing asks for a confirmation/)).toBeTruthy();
  await userEvent.click(await button("Publish change"));
  const dialog = await screen.findByRole("dialog");
  expect(dialog.textContent).toContain("it deletes 12 of 30 resources of env");
  expect(server.count("POST /changes/0197/publish")).toBe(0);
  await userEvent.type(within(dialog).getByRole("textbox"), "env");
  await userEvent.click(within(dialog).getByRole("button", { name: "Publish change" }));
  await waitFor(() => expect(server.sent("POST /changes/0197/publish")).toMatchObject({ confirm_deletions: true }));
});

test("a warning stands beside the diff and stops nothing", async () => {
  const finding = {
    path: "",
    line: 0,
    column: 0,
    severity: "warning",
    rule: "reference",
    message: "refers to nothing",
  };
  await openPage(withChange(PUBLISHER, change(), { ...DIFF, problems: [finding] }), "/changes/0197");
  await screen.findByText(/refers to nothing/);
  expect((await button("Publish change")).disabled).toBe(false);
});

test("a publish that is refused says why on the page, and can be tried again", async () => {
  const server = withChange(PUBLISHER);
  server.on("POST /changes/0197/publish", () =>
    refused(412, "it moved", "the branch is at c2 now; look again", "moved"),
  );
  await openPage(server, "/changes/0197");
  await screen.findByText(FREE);
  await userEvent.click(await button("Publish change"));
  expect((await screen.findByRole("alert")).textContent).toContain("The branch is at c2 now; look again.");
  await waitFor(async () => expect((await button("Publish change")).disabled).toBe(false));
});

test("while it is on its way nobody publishes or discards it again", async () => {
  const server = withChange(PUBLISHER, change({ state: "publishing" }));
  await openPage(server, "/changes/0197");
  expect((await button("Publishing …")).disabled).toBe(true);
  expect(screen.queryByRole("button", { name: "More actions" })).toBeNull();
});

test("a change that somebody else discards is discarded on the open page too", async () => {
  const server = withChange(PUBLISHER);
  await openPage(server, "/changes/0197");
  await button("Publish change");
  server.on("GET /changes/0197", change({ state: "discarded" }));
  server.tell(news("discarded"));
  expect(await screen.findByText("Discarded: nothing of it is in Git.")).toBeTruthy();
  await waitFor(() => expect(screen.queryByRole("button", { name: "Publish change" })).toBeNull());
});

test("discarding is asked for, and says whose drafts go", async () => {
  const server = withChange(EDITOR).on("DELETE /changes/0197", change({ state: "discarded" }));
  await openPage(server, "/changes/0197");
  await userEvent.click(await button("More actions"));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Discard change" }));
  const dialog = await screen.findByRole("dialog", { name: "Discard bigger web?" });
  expect(dialog.textContent).toContain("1 draft by Erin Example will be discarded");
  expect(server.count("DELETE /changes/0197")).toBe(0);
  await userEvent.click(within(dialog).getByRole("button", { name: "Discard change" }));
  expect(await screen.findByText("bigger web is discarded; Git was not changed.")).toBeTruthy();
  expect(server.count("DELETE /changes/0197")).toBe(1);
});

test("with four eyes, who wrote any of it may not approve it, and is told why", async () => {
  const author = somebody("erin", "read", "edit", "resolve", "publish", "approve");
  await openPage(withChange(author, change({ four_eyes: true })), "/changes/0197");
  expect((await button("Approve change")).disabled).toBe(true);
  expect(screen.getByText("You wrote some of it: another person has to review it.")).toBeTruthy();
  expect(await button("Publish when approved")).toBeTruthy();
});

test("an approval that is missing stands among the checks, and publishing asks for it", async () => {
  const unapproved = { kind: "needs-approval", fabric: "env", authors: ["Erin Example"] };
  await openPage(withChange(PUBLISHER, change({ four_eyes: true }), { ...DIFF, unapproved }), "/changes/0197");
  const checks = await screen.findByRole("region", { name: "Checks" });
  await within(checks).findByText(/Somebody other than Erin Example must approve it, since env asks for four eyes\./);
  expect(within(checks).queryByText(FREE)).toBeNull();
  expect((await button("Publish when approved")).disabled).toBe(false);
});

test("another person approves the revision and the head that they looked at, with a comment", async () => {
  const server = withChange(PUBLISHER, change({ four_eyes: true, state: "awaiting approval" }));
  server.on("POST /changes/0197/approve", change({ four_eyes: true }));
  await openPage(server, "/changes/0197");
  expect(await screen.findByText(/You may: review the diff, then approve at the side/)).toBeTruthy();
  await screen.findByText(FREE);
  await userEvent.click(await button("Approve change"));
  const dialog = await screen.findByRole("dialog");
  expect(dialog.textContent).toContain("it is published at once");
  await userEvent.type(within(dialog).getByLabelText("Comment"), "Seen it");
  await userEvent.click(within(dialog).getByRole("button", { name: "Approve change" }));
  await waitFor(() =>
    expect(server.sent("POST /changes/0197/approve")).toEqual({ revision: "r1", previewed: HEAD, comment: "Seen it" }),
  );
});

test("what is edited while somebody approves is not approved unseen", async () => {
  const server = withChange(PUBLISHER, change({ four_eyes: true }));
  await openPage(server, "/changes/0197");
  await screen.findByText(FREE);
  await userEvent.click(await button("Approve change"));
  const dialog = await screen.findByRole("dialog");
  server.on("GET /changes/0197", change({ four_eyes: true, revision: "r2" }));
  server.tell(news("open"));
  expect((await within(dialog).findByRole("alert")).textContent).toContain("Somebody edited it while this was open");
  expect(within(dialog).getByRole<HTMLButtonElement>("button", { name: "Approve change" }).disabled).toBe(true);
});

test("an approval can be withdrawn by who gave it; one of an older revision counts for nothing", async () => {
  const mine = {
    login: "paula",
    name: "Paula Example",
    email: "paula@example.org",
    at: 1,
    current: true,
    revision: "r1",
  };
  const old = { ...mine, login: "olaf", name: "Olaf Example", current: false };
  const server = withChange(PUBLISHER, change({ four_eyes: true, approvals: [old, mine] as never }));
  server.on("DELETE /changes/0197/approve", () => {
    server.on("GET /changes/0197", change({ four_eyes: true, approvals: [old] as never }));
    return change();
  });
  await openPage(server, "/changes/0197");
  const approvals = await screen.findByRole("region", { name: "Approvals" });
  expect(approvals.textContent).toContain("It may be published.");
  expect(within(approvals).getByText("edited since")).toBeTruthy();
  await userEvent.click(await button("Withdraw my approval"));
  expect(await within(approvals).findByText("Somebody other than its authors must approve it.")).toBeTruthy();
  expect((await button("Approve change")).disabled).toBe(false);
  expect(await button("Publish when approved")).toBeTruthy();
});

test("a change without drafts says what to do, and is not published", async () => {
  await openPage(withChange(PUBLISHER, change({ drafts: [] }), { ...DIFF, diff: "" }), "/changes/0197");
  expect(await screen.findByText("It has no edits yet")).toBeTruthy();
  expect((await button("Publish change")).disabled).toBe(true);
  expect(screen.getByRole("link", { name: "Choose a resource to edit" })).toBeTruthy();
});

test("when the branch moves, the diff is computed again and says so until it was seen", async () => {
  const server = withChange(PUBLISHER);
  await openPage(server, "/changes/0197");
  await screen.findByText(FREE);
  const head = "beef000000000000000000000000000000000000";
  server.on("GET /fabrics/env", fabric({ commit: head })).on("GET /changes/0197/diff", { ...DIFF, head });
  server.tell({ event: "ingested", fabric: "env", commit: head, resources: ["VPC/other"], more: false });
  expect(await screen.findByText("main changed while this page was open.")).toBeTruthy();
  expect(screen.getByText(/it is the same as before/)).toBeTruthy();
  await userEvent.click(await button("Dismiss notice"));
  expect(screen.queryByText("main changed while this page was open.")).toBeNull();
});

test("another open change that breaks a rule together with this one is told as soon as it is, with all linked", async () => {
  const server = withChange(PUBLISHER);
  await openPage(server, "/changes/0197");
  await screen.findByText(FREE);
  expect(screen.queryByRole("region", { name: "Other open changes" })).toBeNull();
  server.on("GET /changes/0197", change({ clashes: [clash()] }));
  server.tell(news("open"));
  const others = await screen.findByRole("region", { name: "Other open changes" });
  expect(others.textContent).toContain("Together with change storage by Bob Example this breaks:");
  expect(others.textContent).toContain("overlaps with subnet default of VPC/storage");
  expect(others.textContent).toContain("VPC: subnet of another VPC");
  const hrefOf = (name: string) => within(others).getByRole("link", { name }).getAttribute("href");
  expect(hrefOf("storage")).toBe("/changes/0198");
  expect(hrefOf("VPC/web")).toBe("/fabrics/env/resources/VPC/default/web");
  expect(hrefOf("VPC/storage")).toBe("/fabrics/env/resources/VPC/default/storage");
  // it stops whichever is published second, and this one may be the first
  expect((await button("Publish change")).disabled).toBe(false);
});
