/** Titles of rules, from their ids: `vpc-vlan-other` is "VPC: VLAN of another VPC". Pure. */
import { capital } from "~/lib/words";

/** What the first part of an id is about. */
const SUBJECTS: Record<string, string> = {
  acl: "ACL",
  attach: "VPC attachment",
  conn: "Connection",
  dhcp: "DHCP",
  ea: "External attachment",
  ep: "External peering",
  ext: "External",
  gw: "Gateway",
  gwp: "Gateway peering",
  ipns: "IPv4 namespace",
  meta: "Metadata",
  peer: "VPC peering",
  srv: "Server",
  sw: "Switch",
  vlanns: "VLAN namespace",
  vpc: "VPC",
};

/** Parts of ids that are no words of their own. */
const WORDS: Record<string, string> = {
  acl: "ACL",
  asn: "ASN",
  autoneg: "auto-negotiation",
  bgp: "BGP",
  conn: "connection",
  delete: "still in use",
  enum: "allowed values",
  eslag: "ESLAG",
  fec: "FEC",
  hostbgp: "hostBGP",
  icmp: "ICMP",
  ip: "IP address",
  ipv4: "IPv4 address",
  linkflap: "link flap",
  mac: "MAC address",
  mclag: "MCLAG",
  mtu: "MTU",
  nat: "NAT",
  ns: "namespace",
  off: "switched off",
  p2p: "point-to-point",
  refs: "references",
  roce: "RoCE",
  seq: "sequence numbers",
  tcp: "TCP",
  update: "change of a field that is fixed",
  vlan: "VLAN",
  vlanns: "VLAN namespaces",
  vtep: "VTEP",
};

/** Where the parts of an id alone do not say it. */
const TITLES: Record<string, string> = {
  "any-of": "None of the allowed forms",
  "attach-conn-type": "VPC attachment: type of the connection",
  "attach-native": "VPC attachment: native VLAN",
  "attach-twice": "VPC attachment: twice on a connection",
  "conn-port-profile": "Connection: port that the switch profile lacks",
  "conn-port-unique": "Connection: port that is used twice",
  "conn-type-immutable": "Connection: change of its type",
  "conn-withinvpc": "Connection: within a VPC",
  "conn-withinvpc-immutable": "Connection: change of its VPC",
  "dhcp-relay-or-server": "DHCP: relay and server at once",
  "dhcp-relayvpc": "DHCP: VPC of the relay",
  enum: "Not an allowed value",
  gwgroup: "Gateway group",
  "gwp-nat-sides": "Gateway peering: NAT on both sides",
  "gwp-subset": "Gateway peering: outside of the subnets",
  "ipns-shrink": "IPv4 namespace: smaller than what is used",
  "max-items": "Too many items",
  "max-length": "Too long",
  "max-properties": "Too many entries",
  maximum: "Too large a number",
  "meta-integer-range": "Metadata: integer out of range",
  "meta-label-length": "Metadata: label too long",
  "meta-unknown-field": "Metadata: unknown field",
  "min-items": "Too few items",
  "min-length": "Too short",
  "min-properties": "Too few entries",
  minimum: "Too small a number",
  "multiple-of": "Not a multiple",
  not: "Forbidden form",
  "not-checked": "Not checked",
  "one-of": "Not exactly one of the allowed forms",
  "order-swap": "Resources that wait for each other",
  pattern: "Text that does not match its pattern",
  "peer-twice": "VPC peering: twice between two VPCs",
  profile: "Switch profile",
  raw: "Cannot move from raw/",
  refused: "Rejected by the remote",
  required: "Missing field",
  "schema-rule": "Rule of the definition",
  "sw-roce-breakout": "Switch: RoCE with breakout ports",
  "sw-vlanns-overlap": "Switch: VLAN namespaces that overlap",
  "too-many": "Too many findings",
  type: "Wrong type",
  "unique-items": "Equal items",
  "vlanns-shrink": "VLAN namespace: smaller than what is used",
  "vpc-overlap-other": "VPC: subnet of another VPC",
  "vpc-subnet-in-ns": "VPC: subnet outside of its IPv4 namespace",
  "vpc-subnet-parse": "VPC: subnet that cannot be read",
  "vpc-vlan-in-ns": "VPC: VLAN outside of its VLAN namespace",
  "vpc-vlan-other": "VPC: VLAN of another VPC",
  "vpc-vlan-required": "VPC: subnet without a VLAN",
  "vpc-vlan-unique": "VPC: VLAN that is used twice",
  yaml: "Unreadable YAML",
  "yaml-value": "Integer that loses digits",
};

/** A rule as people read it. An id that is not known is told by its parts. */
export function ruleTitle(id: string): string {
  const title = TITLES[id];
  if (title !== undefined) return title;
  const [first = "", ...rest] = id.split("-");
  const subject = rest.length > 0 ? SUBJECTS[first] : undefined;
  const words = (subject === undefined ? [first, ...rest] : rest).map((part) => WORDS[part] ?? part).join(" ");
  return subject === undefined ? capital(words) : `${subject}: ${words}`;
}
