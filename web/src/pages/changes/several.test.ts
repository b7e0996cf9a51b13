import { expect, test } from "vitest";
import type { DiffView, PublishReport } from "~/api/types";
import { change, EDITOR, fabric, PUBLISHER, ROLES } from "~/test/fixtures";
import { branchOf, discardPlan, published, publishPlan } from "./several";

const PAULA = { me: PUBLISHER, roles: ROLES };
const DRAFT = { kind: "VPC", name: "web", namespace: "default" } as never;
const one = change({ id: "1", drafts: [DRAFT] });
const diff = { problems: [], conflicts: [], head: "aaaa" } as unknown as DiffView;
const looked = (found: DiffView | Error) => new Map([["1", found]]);

test("each change is told with what goes to Git, or why it does not", () => {
  expect(publishPlan([one], looked(diff), PAULA)[0]).toMatchObject({ will: "1 resource of env to Git" });
  expect(publishPlan([one], looked(diff), { me: EDITOR, roles: ROLES })[0]?.refused).toMatch(/role publisher/);
  expect(publishPlan([one], looked(new Error("gone")), PAULA)[0]?.refused).toBe("gone");
  expect(publishPlan([one], new Map(), PAULA)[0]?.refused).toBe("at most 100 are published at once");
  const conflicted = { ...diff, conflicts: [{}] } as unknown as DiffView;
  expect(publishPlan([one], looked(conflicted), PAULA)[0]?.refused).toBe("1 conflict must be decided first.");
});

test("what deletes much is published from its own page", () => {
  const large = { ...diff, waits: { kind: "large-deletion", deleted: 9, of: 10 } } as unknown as DiffView;
  expect(publishPlan([one], looked(large), PAULA)[0]?.refused).toMatch(/deletes 9 of 10 resources: publish it from/);
});

test("discarding drops drafts, not what is published or on its way", () => {
  const who = { me: EDITOR, roles: ROLES };
  expect(discardPlan([one], who)[0]?.will).toBe("1 draft dropped");
  expect(discardPlan([{ ...one, state: "queued" }], who)[0]?.refused).toBe("it is being published");
  expect(discardPlan([{ ...one, fabric: "other" }], who)[0]?.refused).toMatch(/role editor in other/);
});

test("what became of each is told with its commit, or its reason", () => {
  const report = { change: "a", id: "1", state: "published", commit: "4f2a0000000000" } as unknown as PublishReport;
  expect(published("1", report).done).toBe("published as 4f2a000000");
  const moved = { ...report, state: "waiting", reason: { kind: "moved-since-preview" } } as PublishReport;
  expect(published("1", moved).refused).toMatch(/^it is waiting: /);
});

test("fabrics of one branch move each other", () => {
  const all = [fabric(), fabric({ fabric: "b" }), fabric({ fabric: "c", branch: "other" })];
  expect(branchOf("env", all)).toBe(branchOf("b", all));
  expect(branchOf("env", all)).not.toBe(branchOf("c", all));
});
