import { expect, test } from "vitest";
import { soughtField } from "./soughtField";

const VALUE = { kind: "value" as const, text: "1", isLong: false };
const NONE = { kind: "none" as const, text: "", isLong: false };

const rows = [
  ["spec.subnets.default.vlan"],
  ["spec.subnets.default.subnet"],
  ["spec.links"],
  ["spec.rules[seq=30].action"],
  ["spec.rules[seq=20].action", NONE],
  ["spec.rules[seq=10].seq"],
  ["spec.rules[seq=10].action"],
  ['spec.ranges[="1.1.1.1/32"]'],
  ['spec.ranges[="2.2.2.2/32"]'],
  ['metadata.labels."a.b/c"'],
].map(([path, git]) => ({ path: path as string, git: (git as typeof VALUE | undefined) ?? VALUE }));

test.each([
  ["spec.subnets.default.vlan", "spec.subnets.default.vlan"],
  ["spec.links[3].server.port", "spec.links"],
  ["spec.rules[0].action", "spec.rules[seq=30].action"],
  ["spec.rules[1].action", "spec.rules[seq=10].action"],
  ["spec.ranges[1]", 'spec.ranges[="2.2.2.2/32"]'],
  ['metadata.labels."a.b/c"', 'metadata.labels."a.b/c"'],
  ["spec.subnets", "spec.subnets.default.vlan"],
  ["spec.subnets.other.vlan", undefined],
  ["spec.rules[2].action", undefined],
  ["status", undefined],
  ["[", undefined],
])("%s is in the row %s", (field, path) => {
  expect(soughtField(rows, field)).toBe(path);
});
