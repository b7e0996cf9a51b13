import { expect, test } from "vitest";
import type { ConflictView } from "~/api/types";
import { setsOf } from "~/features/conflict/set";
import { compileFilter } from "~/lib/filter/compile";
import { conflict, crossResource, draftWithCluster, gitWithCluster } from "~/test/fixtures";
import { assigneesOf, fabricOrder, SET_FILTER } from "./groups";

const one = (id: number, more: Partial<ConflictView>) =>
  conflict("spec.vlan", { id, fabric: "dc-1", change: null, change_id: null, ...more });
const sets = setsOf([
  one(1, {}),
  one(2, { fabric: "dc-10", name: "db" }),
  one(3, { fabric: "dc-2", change: "tills", path: "" }),
]);

test("fabrics stand in the order in which people count", () => {
  const order = (a: string, b: string) => (fabricOrder(a) < fabricOrder(b) ? -1 : 1);
  expect(["dc-10", "dc-2", "dc-1"].sort(order)).toEqual(["dc-1", "dc-2", "dc-10"]);
});

test("a filter finds who is to decide", () => {
  const [set] = setsOf([one(1, { assignee: "ada" }), one(2, { path: "spec.mtu", assignee: "ada" })]);
  expect(set && assigneesOf(set)).toEqual(["ada"]);
});

test("a filter finds fields, changes and names", () => {
  const found = (text: string) => sets.filter(compileFilter(text, SET_FILTER).test).map((set) => set.first.id);
  expect(found("path:vlan").sort()).toEqual([1, 2]);
  expect(found("change:tills")).toEqual([3]);
  expect(found("kind:vpc db")).toEqual([2]);
});

test("a filter finds the rule that two resources break together, and the other resource", () => {
  const both = setsOf([one(1, {}), crossResource({ id: 4, fabric: "dc-1" })]);
  const found = (text: string) => both.filter(compileFilter(text, SET_FILTER).test).map((set) => set.first.id);
  expect(found("rule:vpc-overlap-other")).toEqual([4]);
  expect(found("with:storage")).toEqual([4]);
  expect(found("conflict:two-resources")).toEqual([4]);
  expect(found("storage")).toEqual([4]);
});

test("a filter finds who takes part: the cluster, and who changed it there", () => {
  const all = setsOf([
    one(1, { change: "tills", change_id: "1" }),
    draftWithCluster("spec.vlan", { id: 5, name: "db" }),
    gitWithCluster("spec.vlan", { id: 6, name: "lab" }),
  ]);
  const found = (text: string) => all.filter(compileFilter(text, SET_FILTER).test).map((set) => set.first.id);
  expect(found("side:cluster").sort()).toEqual([5, 6]);
  expect(found("side:cluster side:draft")).toEqual([5]);
  expect(found("cluster:lab").sort()).toEqual([5, 6]);
  expect(found("by:kubectl").sort()).toEqual([5, 6]);
  expect(found("kubectl-edit").sort()).toEqual([5, 6]);
});
