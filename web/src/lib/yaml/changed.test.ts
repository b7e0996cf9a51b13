import { expect, test } from "vitest";
import { changedLines } from "./changed";

const of = (before: string, after: string) => [...changedLines(before.split(" "), after.split(" "))];

test("only lines that are new or other are told", () => {
  expect(of("a b c", "a x c")).toEqual([1]);
  expect(of("a b", "a b")).toEqual([]);
  expect(of("a b", "b")).toEqual([]);
  expect(of("a", "x a y")).toEqual([0, 2]);
});

test("a line that stands elsewhere too is found where it is new", () => {
  expect(of("front vlan:1 back vlan:2", "front vlan:2 back vlan:2")).toEqual([1]);
});
