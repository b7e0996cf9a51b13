import { expect, test } from "vitest";
import type { ChangeView, FindingView, Me, Reason } from "~/api/types";
import { type Who, whyNot } from "~/features/permissions/whyNot";
import { ROLES } from "~/test/fixtures";
import { problemsOf } from "./problems";
import {
  hasApproved,
  mayRevert,
  missingApproval,
  needsApproval,
  passedAll,
  publishing,
  sentenceOf,
  whyNotApprove,
} from "./standing";

const ada = { name: "Ada", email: "ada@example.net" };
const draft: ChangeView["drafts"][number] = {
  kind: "VPC",
  namespace: "default",
  name: "web",
  action: "edit",
  state: "merges cleanly",
  author: ada,
  revision: 1,
  updated_at: 1,
} as ChangeView["drafts"][number];
const open = { state: "open", conflicts: 0, drafts: [draft], fabric: "f" } as const;
const change = (more: object) => ({ ...open, drafts: [draft], ...more }) as unknown as Parameters<typeof sentenceOf>[0];
const clean = { problems: [], conflicts: [] };
const me = (permissions: Me["permissions"], login = "bea"): Who => ({
  me: {
    kind: "user",
    login,
    name: "Bea",
    email: `${login}@example.net`,
    admin: false,
    permissions: [],
    fabrics: { f: permissions },
    tour: false,
    newest_event: "7-70",
  },
  roles: ROLES,
});
const publisher = me(["read", "edit", "resolve", "publish", "approve"]);
const finding = (message: string, rule = "r"): FindingView => ({
  path: "",
  line: 0,
  column: 0,
  severity: "error",
  rule,
  message,
});

test("somebody who may not publish is told who publishes it", () => {
  expect(publishing(change({}), clean, me(["read", "edit"])).why).toBe(
    "Somebody with the role publisher in f publishes it: send them the address of this page.",
  );
  expect(publishing(change({}), clean, publisher).why).toBeUndefined();
  expect(whyNot(publisher, "publish", "other")).toBe("This takes the role publisher in other.");
});

test.each<[string, object, Parameters<typeof publishing>[1], string]>([
  ["it is being published", { state: "publishing" }, clean, "It is being published."],
  ["it waits for its turn", { state: "queued" }, clean, "It is being published."],
  [
    "it awaits approval",
    { state: "awaiting approval" },
    clean,
    "It is published as soon as somebody else approves it.",
  ],
  ["it has no drafts", { drafts: [] }, undefined, "It has no drafts."],
  ["conflicts are open", {}, { ...clean, conflicts: [{}] }, "1 conflict must be decided first."],
  ["rules refuse it", {}, { ...clean, problems: [finding("x")] }, "1 problem must be fixed first."],
  ["its diff is not there yet", {}, undefined, "The diff is being computed."],
])("who may not publish is not told who does while %s", (_, more, diff, why) => {
  expect(publishing(change(more), diff, me(["read", "edit"])).why).toBe(why);
});

test("conflicts and problems come before publishing, a large deletion is asked for", () => {
  expect(publishing(change({}), { ...clean, conflicts: [{}] }, publisher).why).toBe(
    "1 conflict must be decided first.",
  );
  expect(publishing(change({}), { ...clean, problems: [finding("x", "conflict")] }, publisher).why).toBe(
    "1 conflict must be decided first.",
  );
  expect(publishing(change({}), { ...clean, problems: [finding("x")] }, publisher).why).toBe(
    "1 problem must be fixed first.",
  );
  const waits = { kind: "large-deletion", deleted: 12, of: 12 } as const;
  expect(publishing(change({}), { ...clean, waits }, publisher).why).toBeUndefined();
  expect(problemsOf({ problems: [finding("x"), finding("y", "conflict")] })).toHaveLength(1);
});

test("what would be held back without a question is a problem to be mended", () => {
  const waits = { kind: "file-unreadable", detail: "a.yaml is not UTF-8 text" } as const;
  expect(publishing(change({}), { ...clean, waits }, publisher).why).toBe("1 problem must be fixed first.");
});

test("beside a push that was refused nobody says that nothing stands in its way", () => {
  const reason = { kind: "hook-declined", text: "no pushes on Fridays" } as const;
  expect(passedAll(change({ state: "waiting", reason }), { passed: 61 })).toEqual({
    text: "61 checks passed. The last attempt: a hook of the remote rejected the push.",
    isProven: false,
  });
});

test("that nothing blocks is said with what was checked; the tick needs it", () => {
  const open = change({ state: "open" });
  expect(passedAll(open, { passed: 61, not_possible: 2 })).toEqual({
    text: "Nothing blocks publishing: 61 checks passed, 2 not possible.",
    isProven: true,
  });
  expect(passedAll(open, {})).toEqual({
    text: "Nothing is known to block publishing; no rule between resources was checked.",
    isProven: false,
  });
  expect(passedAll(open, { passed: 0, not_possible: 4 }).isProven).toBe(false);
  expect(passedAll(open, { passed: 61, warnings: [{ ...finding("x"), severity: "warning" }] })).toEqual({
    text: "Nothing blocks publishing: 1 warning; 61 checks passed.",
    isProven: false,
  });
});

test("nothing is published before its diff was seen", () => {
  expect(publishing(change({}), undefined, publisher).why).toBe("The diff is being computed.");
});

test("with four eyes, an approval of what it was before does not count", () => {
  const approval = { login: "bea", name: "Bea", at: 1, current: false };
  expect(needsApproval(change({ four_eyes: true, approvals: [approval] }))).toBe(true);
  expect(needsApproval(change({ four_eyes: true, approvals: [{ ...approval, current: true }] }))).toBe(false);
  expect(needsApproval(change({ four_eyes: false }))).toBe(false);
  expect(hasApproved(change({ approvals: [{ ...approval, current: true }] }), publisher)).toBe(true);
  expect(publishing(change({ four_eyes: true }), clean, publisher).label).toBe("Publish when approved");
});

test("whose approval is missing is what the preview says, until somebody gave it", () => {
  const unapproved: Reason = { kind: "needs-approval", fabric: "f", authors: ["Ada"] };
  const approval = { login: "bea", name: "Bea", at: 1, current: true };
  expect(missingApproval(change({ four_eyes: true }), { unapproved })).toBe(unapproved);
  expect(missingApproval(change({ four_eyes: true, approvals: [approval] }), { unapproved })).toBeUndefined();
  expect(missingApproval(change({ four_eyes: true }), {})).toBeUndefined();
  expect(missingApproval(change({ four_eyes: true }), undefined)).toBeUndefined();
  // it is asked for all the same
  const diff = { ...clean, unapproved };
  expect(publishing(change({ four_eyes: true }), diff, publisher).why).toBeUndefined();
});

test("who wrote any of it does not approve it, however the address is spelled", () => {
  expect(whyNotApprove(change({ authors: [{ name: "Bea", email: "BEA@example.net" }] }), publisher)).toContain(
    "another person",
  );
  expect(whyNotApprove(change({ authors: [ada] }), publisher)).toBeUndefined();
  expect(whyNotApprove(change({ authors: [ada] }), me(["read", "edit"]))).toContain("publisher");
});

test("every state says what comes next", () => {
  expect(sentenceOf(change({}))).toBe("Open: 1 draft, not in Git yet.");
  expect(sentenceOf(change({ drafts: [] }))).toBe("Open: it has no drafts yet.");
  expect(
    sentenceOf(change({ state: "waiting", reason: { kind: "protected-branch", branch: "main", text: "x" } })),
  ).toBe("Waiting: branch main does not accept direct pushes.");
  expect(sentenceOf(change({ state: "waiting" }))).toBe("Waiting.");
  expect(sentenceOf(change({ state: "conflicted", conflicts: 2 }))).toBe("Conflicted: 2 conflicts must be decided.");
});

test("who may edit may revert what was published, where it pushed a commit", () => {
  const published = { state: "published", commit: "c1", fabric: "f" } as const;
  expect(mayRevert(published, me(["read", "edit"]))).toBe(true);
  expect(mayRevert(published, me(["read"]))).toBe(false);
  expect(mayRevert({ ...published, fabric: "other" }, me(["read", "edit"]))).toBe(false);
  expect(mayRevert({ ...published, commit: null }, publisher)).toBe(false);
  expect(mayRevert({ ...published, state: "discarded" }, publisher)).toBe(false);
  expect(mayRevert({ ...published, state: "rewritten upstream" }, publisher)).toBe(false);
});
