import { expect, test } from "vitest";
import { conflict } from "~/test/fixtures";
import { became, planned } from "./taking";

const VLAN = conflict("spec.vlan");
const taken = { ...VLAN, state: "resolved" as const, decision: { take: "git" as const } };

test("each is told with what it would be, or why it is refused", () => {
  const other = conflict("spec.mtu", { id: 8 });
  expect(
    planned(
      [VLAN, other],
      [
        { id: 7, conflict: taken },
        { id: 8, refused: "conflict 8: no" },
      ],
    ),
  ).toEqual([
    { id: "7", name: "VPC web: spec.vlan", will: "Git: 1400", refused: undefined },
    { id: "8", name: "VPC web: spec.mtu", will: undefined, refused: "conflict 8: no" },
  ]);
});

test("what nothing was said about is not promised", () => {
  expect(planned([VLAN], [])[0]?.refused).toBe("the server gave no answer about it");
});

test("what became of each is told the same way", () => {
  const gone = { ...taken, git: null };
  expect(became([{ id: 7, conflict: gone }])).toEqual([
    { id: "7", done: "Git: the field is removed", refused: undefined },
  ]);
});
