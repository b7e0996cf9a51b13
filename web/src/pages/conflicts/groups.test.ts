import { expect, test } from "vitest";
import type { ConflictView } from "~/api/types";
import { setsOf } from "~/features/conflict/set";
import { compileFilter } from "~/lib/filter/compile";
import { byFabric, SET_FILTER } from "./groups";

const one = (id: number, more: Partial<ConflictView>) =>
  ({
    id,
    fabric: "dc-1",
    kind: "VPC",
    namespace: "default",
    name: "web",
    path: "spec.vlan",
    conflict: "edit/edit",
    ...more,
  }) as ConflictView;
const sets = setsOf([
  one(1, {}),
  one(2, { fabric: "dc-10", name: "db" }),
  one(3, { fabric: "dc-2", change: "tills", path: "" }),
]);

test("sets stand under their fabric, in the order in which people count", () => {
  expect(byFabric(sets).map(([fabric, found]) => [fabric, found.length])).toEqual([
    ["dc-1", 1],
    ["dc-2", 1],
    ["dc-10", 1],
  ]);
});

test("a filter finds fields, changes and names", () => {
  const found = (text: string) => sets.filter(compileFilter(text, SET_FILTER).test).map((set) => set.first.id);
  expect(found("path:vlan").sort()).toEqual([1, 2]);
  expect(found("change:tills")).toEqual([3]);
  expect(found("kind:vpc db")).toEqual([2]);
});
