import { expect, test } from "vitest";
import { lineOf, pathAt } from "./lines";

const lines = {
  kind: 2,
  spec: 5,
  "spec.subnets": 6,
  "spec.subnets.a": 7,
  "spec.subnets.a.vlan": 9,
  "spec.permit[0]": 12,
  "spec.permit[0][0]": 12,
};

test.each([
  ["spec.subnets.a.vlan", 9],
  ["spec.subnets.a.dhcp.range", 7],
  ["spec.permit[0][3]", 12],
  ["spec.mode", 5],
  ["metadata.name", undefined],
])("%s is at line %s", (path, line) => {
  expect(lineOf(lines, path)).toBe(line);
});

test.each([
  [1, undefined],
  [2, "kind"],
  [4, "kind"],
  [7, "spec.subnets.a"],
  [8, "spec.subnets.a"],
  [10, "spec.subnets.a.vlan"],
  [12, "spec.permit[0][0]"],
  [99, "spec.permit[0][0]"],
])("line %s is of %s", (line, path) => {
  expect(pathAt(lines, line)).toBe(path);
});
