import { expect, test } from "vitest";
import { hintOf, labelOf, unitOf } from "./words";

test.each([
  ["ipv4Namespace", "IPv4 namespace"],
  ["IPv4Namespace", "IPv4 namespace"],
  ["vlanNamespace", "VLAN namespace"],
  ["interfaceMTU", "Interface MTU"],
  ["nativeVLAN", "Native VLAN"],
  ["dnsServers", "DNS servers"],
  ["pxeURL", "PXE URL"],
  ["leaseTimeSeconds", "Lease time seconds"],
  ["vlan", "VLAN"],
  ["inboundACL", "Inbound ACL"],
  ["vtepIP", "VTEP IP"],
  ["leaf1", "Leaf1"],
  ["E1/1", "E1/1"],
  ["fabric.githedgehog.com/zone", "fabric.githedgehog.com/zone"],
])("%s is called %s", (key, label) => {
  expect(labelOf(key)).toBe(label);
});

test("the schema's words are said without the field's own name, and with its limits", () => {
  expect(
    hintOf({ type: "string", description: "Subnet is the subnet CIDR block, such as\n10.0.0.0/24" }, "subnet"),
  ).toBe("The subnet CIDR block, such as 10.0.0.0/24.");
  expect(hintOf({ type: "integer", minimum: 1, maximum: 50, default: 3 }, "x")).toBe(
    "From 1 to 50. If left empty, 3 is used.",
  );
  expect(hintOf({ type: "array", minItems: 1, maxItems: 20 }, "x")).toBe("From 1 to 20 of them.");
  expect(hintOf({ type: "integer", minimum: 7 }, "x")).toBe("At least 7.");
  expect(hintOf({ type: "object" }, "x")).toBeUndefined();
  expect(hintOf(undefined, "x")).toBeUndefined();
});

test("a unit is said where the key or the description names it", () => {
  expect(unitOf({ type: "integer" }, "leaseTimeSeconds")).toBe("s");
  expect(unitOf({ type: "integer", description: "is how long in seconds before" }, "recoveryInterval")).toBe("s");
  expect(unitOf({ type: "integer" }, "mtu")).toBe("bytes");
  expect(unitOf({ type: "integer" }, "vlan")).toBeUndefined();
  expect(unitOf({ type: "string" }, "idleSeconds")).toBeUndefined();
});
