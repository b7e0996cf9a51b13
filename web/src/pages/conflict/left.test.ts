import { expect, test } from "vitest";
import { conflict, crossResource } from "~/test/fixtures";
import { leftAfter } from "./left";

const asked = crossResource();
const ofChange = conflict("spec.vlan", { id: 11, name: "storage" });
const ofAnother = conflict("spec.vlan", { id: 12, name: "lab", change: "another", change_id: "0198" });

test("the next one is of the same change where it has one", () => {
  expect(leftAfter(asked, [ofAnother, ofChange])).toEqual({ others: 1, next: ofChange });
  expect(leftAfter(asked, [ofAnother])).toEqual({ others: 0, next: ofAnother });
});

test("what is still listed of the resource itself is not what comes next", () => {
  expect(leftAfter(asked, [asked, conflict("spec.vlan", { id: 9 })])).toEqual({ others: 0, next: null });
});

test("conflicts of no change are of no change in common", () => {
  const raw = conflict("spec.vlan", { change: null, change_id: null });
  const other = conflict("spec.vlan", { id: 13, name: "lab", change: null, change_id: null });
  expect(leftAfter(raw, [other])).toEqual({ others: 0, next: other });
});
