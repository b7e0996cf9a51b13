import { expect, test } from "vitest";
import { shownPath } from "./shownPath";

test.each([
  ["spec.vlan", "spec.vlan"],
  ["", ""],
  ['spec.permit[="[\\"front\\",\\"back\\"]"]', "spec.permit[front, back]"],
  ['spec.permit[="[\\"front\\",\\"back\\"]"].mtu', "spec.permit[front, back].mtu"],
  ['spec.rules[="{\\"from\\":\\"a\\",\\"port\\":80}"]', "spec.rules[from a, port 80]"],
  ['spec.tags[="a b"]', "spec.tags[a b]"],
  ["spec.tags[=a]", "spec.tags[a]"],
  ["spec.ports[name=eth0].mtu", "spec.ports[eth0].mtu"],
  ["spec.links[from=a,to=b]", "spec.links[from a, to b]"],
  ["spec.list[3]", "spec.list[3]"],
  ['metadata.labels."app.kubernetes.io/name"', 'metadata.labels."app.kubernetes.io/name"'],
  ["spec.subnets.**.vlan", "spec.subnets.**.vlan"],
  ['spec.broken[="x', 'spec.broken[="x'],
  ["[=not json [", "[=not json ["],
])("%s is read as %s", (path, shown) => {
  expect(shownPath(path)).toBe(shown);
});
