import { expect, test } from "vitest";
import { ruleTitle } from "./titles";

test.each([
  ["vpc-vlan-other", "VPC: VLAN of another VPC"],
  ["vpc-gateway", "VPC: gateway"],
  ["vpc-delete", "VPC: still in use"],
  ["vpc-update", "VPC: change of a field that is fixed"],
  ["conn-refs", "Connection: references"],
  ["sw-asn", "Switch: ASN"],
  ["sw-protocol-ip", "Switch: protocol IP address"],
  ["sw-autoneg", "Switch: auto-negotiation"],
  ["ea-ipv4", "External attachment: IPv4 address"],
  ["acl-seq", "ACL: sequence numbers"],
  ["conn-p2p", "Connection: point-to-point"],
  ["ipns-name", "IPv4 namespace: name"],
  ["gwgroup", "Gateway group"],
  ["unknown-field", "Unknown field"],
  ["deprecated", "Deprecated"],
  ["not-checked", "Not checked"],
  ["schema-rule", "Rule of the definition"],
  ["reference-cycle", "Reference cycle"],
])("%s is titled %s", (id, title) => {
  expect(ruleTitle(id)).toBe(title);
});

test("an id that came later still reads as words", () => {
  expect(ruleTitle("vpc-colour-of-the-rack")).toBe("VPC: colour of the rack");
  expect(ruleTitle("brand-new")).toBe("Brand new");
  expect(ruleTitle("")).toBe("");
});
