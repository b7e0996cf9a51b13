import { expect, test } from "vitest";
import type { ConflictSet } from "~/api/types";
import { conflict } from "~/test/fixtures";
import { remarksOf } from "./remarks";

const VLAN = conflict("spec.vlan");
const SUBNET = conflict("spec.subnet", { id: 8 });
const set = (remarks: ConflictSet["remarks"]): ConflictSet => ({
  conflict: VLAN,
  open: [VLAN, SUBNET],
  resolved: [],
  needs: "resolve",
  remarks: remarks ?? {},
});
const said = (text: string, at: number) => ({ author: "Ada <ada@example.org>", at, text });

test("remarks are one talk, oldest first, with the field where there are several", () => {
  expect(remarksOf(set({ 7: [said("b", 2)] })).map(({ text, place }) => [text, place])).toEqual([["b", undefined]]);
  expect(remarksOf(set({ 7: [said("b", 2)], 8: [said("a", 1)] })).map(({ text, place }) => [text, place])).toEqual([
    ["a", "spec.subnet"],
    ["b", "spec.vlan"],
  ]);
});

test("a remark that two have from one whose place they took is said once", () => {
  expect(remarksOf(set({ 7: [said("a", 1)], 8: [said("a", 1)] })).length).toBe(1);
  expect(remarksOf(set({}))).toEqual([]);
});
