/** VPCs: where their addresses and VLANs come from, their subnets, who may reach whom. */
import type { Arrangement } from "../arrangement";
import { IPV4_NAMESPACE, resources, VLAN_NAMESPACE } from "./shared";
import { OF_SERVERS } from "./templates";

const SUBNET = "spec.subnets.*";

export const VPC: Arrangement = {
  spec: {
    sections: [
      { title: "Addressing and VLANs", fields: ["ipv4Namespace", "vlanNamespace"] },
      { title: "Subnets", fields: ["subnets"] },
      { title: "Permissions", fields: ["permit", "defaultIsolated", "defaultRestricted"] },
      { title: "Routing", fields: ["staticRoutes"] },
    ],
  },
  "spec.ipv4Namespace": IPV4_NAMESPACE,
  "spec.vlanNamespace": VLAN_NAMESPACE,
  "spec.subnets": { named: { label: "Subnet" } },
  [SUBNET]: {
    sections: [
      { title: "Addressing", fields: ["subnet", "gateway"] },
      { title: "VLANs", fields: ["vlan"] },
      { title: "DHCP", fields: ["dhcp"] },
      { title: "Permissions", fields: ["isolated", "restricted"] },
    ],
  },
  [`${SUBNET}.subnet`]: {
    source: { of: "free", what: "subnet", namespace: ["spec", "ipv4Namespace"] },
    hint: "A prefix of the IPv4 namespace that no other VPC has.",
  },
  [`${SUBNET}.gateway`]: { hint: "If left empty, the first address of the subnet is used." },
  [`${SUBNET}.vlan`]: {
    source: { of: "free", what: "vlan", namespace: ["spec", "vlanNamespace"] },
    hint: "A VLAN of the VLAN namespace that no other subnet has.",
  },
  [`${SUBNET}.dhcp`]: { label: "DHCP", sections: [{ title: "", fields: ["enable", "range"] }] },
  [`${SUBNET}.dhcp.enable`]: {
    label: "Serve addresses by DHCP",
    hint: "For all addresses but the gateway's, unless a range is set.",
  },
  [`${SUBNET}.dhcp.range`]: { sections: [{ title: "", fields: ["start", "end"] }] },
  [`${SUBNET}.dhcp.static`]: { label: "Fixed addresses", named: { label: "MAC address" } },
  [`${SUBNET}.dhcp.static.*`]: { sections: [{ title: "", fields: ["ip"] }] },
  [`${SUBNET}.dhcp.relayVPC`]: { source: resources("VPC") },
  [`${SUBNET}.dhcp.options`]: {
    sections: [{ title: "", fields: ["dnsServers", "timeServers", "leaseTimeSeconds", "interfaceMTU"] }],
  },
  "spec.permit": { label: "Subnets that may reach each other", item: "Policy" },
  "spec.permit.*": { item: "Subnet" },
  "spec.permit.*.*": { source: { of: "entries", at: ["spec", "subnets"] } },
  "spec.staticRoutes": { item: "Route" },
  "spec.staticRoutes.*": { sections: [{ title: "", fields: ["prefix", "nextHops"] }] },
  "spec.staticRoutes.*.nextHops": { item: "Next hop" },
};

export const VPC_ATTACHMENT: Arrangement = {
  spec: { sections: [{ title: "Attachment", fields: ["subnet", "connection", "nativeVLAN"] }] },
  "spec.subnet": { label: "VPC and subnet", source: { of: "subnets" }, hint: "Such as vpc-1/default." },
  "spec.connection": {
    source: { of: "resources", kinds: ["Connection"], first: OF_SERVERS },
    hint: "The connection of the server that is attached.",
  },
  "spec.nativeVLAN": { label: "Untagged (native VLAN)" },
};
