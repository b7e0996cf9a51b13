/** What is wired: connections, switches, servers, and the namespaces of addresses and VLANs. */
import type { Arrangement } from "../arrangement";
import { ports, resources } from "./shared";

/** In the order of how often they are made. */
const TYPES = [
  ["unbundled", "bundled", "eslag", "mclag"],
  ["external", "staticExternal"],
  ["fabric", "mesh", "gateway", "vpcLoopback", "mclagDomain"],
].flat();

const LINKED = ["bundled", "eslag", "mclag", "fabric", "mesh", "gateway", "vpcLoopback"];

export const CONNECTION: Arrangement = {
  spec: { oneOf: { label: "Type", fields: TYPES } },
  ...Object.fromEntries(LINKED.map((type) => [`spec.${type}`, { sections: [{ title: "", fields: ["links"] }] }])),
  ...Object.fromEntries(LINKED.map((type) => [`spec.${type}.links`, { item: "Link" }])),
  "spec.unbundled": { sections: [{ title: "", fields: ["link"] }] },
  "spec.external": { sections: [{ title: "", fields: ["link"] }] },
  "spec.staticExternal": { sections: [{ title: "", fields: ["link", "withinVPC"] }] },
  "spec.staticExternal.withinVPC": { label: "Within VPC", source: resources("VPC") },
  "spec.mclagDomain": { sections: [{ title: "", fields: ["peerLinks", "sessionLinks"] }] },
  "spec.mclagDomain.peerLinks": { item: "Link" },
  "spec.mclagDomain.sessionLinks": { item: "Link" },
  ...ports(
    ...LINKED.map((type) => `spec.${type}.links.*`),
    "spec.mclagDomain.peerLinks.*",
    "spec.mclagDomain.sessionLinks.*",
    "spec.unbundled.link",
    "spec.external.link",
    "spec.staticExternal.link",
  ),
};

export const SWITCH: Arrangement = {
  spec: {
    sections: [
      { title: "Switch", fields: ["role", "profile", "description", "boot"] },
      { title: "Groups", fields: ["groups", "redundancy"] },
      { title: "VLANs", fields: ["vlanNamespaces"] },
    ],
  },
  "spec.profile": { source: resources("SwitchProfile") },
  "spec.boot": { label: "Found by", sections: [{ title: "", fields: ["serial", "mac"] }] },
  "spec.groups": { item: "Group" },
  "spec.groups.*": { source: resources("SwitchGroup") },
  "spec.redundancy": { sections: [{ title: "", fields: ["group", "type"] }] },
  "spec.redundancy.group": { source: resources("SwitchGroup") },
  "spec.vlanNamespaces": { label: "VLAN namespaces", item: "VLAN namespace" },
  "spec.vlanNamespaces.*": { source: resources("VLANNamespace") },
  "spec.portBreakouts": { named: { label: "Port" } },
  "spec.portSpeeds": { named: { label: "Port" } },
  "spec.portAutoNegs": { named: { label: "Port" } },
  "spec.portGroupSpeeds": { named: { label: "Port group" } },
};

export const SERVER: Arrangement = {
  spec: { sections: [{ title: "Server", fields: ["description"] }] },
  "spec.profile": { source: resources("ServerProfile") },
};

export const VLAN_NAMESPACE_KIND: Arrangement = {
  spec: { sections: [{ title: "", fields: ["ranges"] }] },
  "spec.ranges": { label: "Ranges of VLANs", item: "Range" },
  "spec.ranges.*": { sections: [{ title: "", fields: ["from", "to"] }] },
};

export const IPV4_NAMESPACE_KIND: Arrangement = {
  spec: { sections: [{ title: "", fields: ["subnets"] }] },
  "spec.subnets": { label: "Prefixes that VPC subnets are taken from", item: "Prefix" },
};
