/** Peerings between VPCs, and of VPCs with what is outside of the fabric; and what is outside. */
import type { Arrangement } from "../arrangement";
import { IPV4_NAMESPACE, resources } from "./shared";

export const VPC_PEERING: Arrangement = {
  spec: { sections: [{ title: "Peering", fields: ["permit"] }] },
  "spec.permit": {
    label: "Policies",
    item: "Policy",
    hint: "Each names both VPCs; without subnets, all subnets of a VPC are meant.",
  },
  "spec.permit.*": { named: { label: "VPC", source: resources("VPC") } },
  "spec.permit.*.*": { sections: [{ title: "", fields: ["subnets"] }] },
  "spec.permit.*.*.subnets": { item: "Subnet" },
  "spec.permit.*.*.subnets.*": { source: { of: "subnets of", up: 2 } },
  "spec.remote": { source: resources("SwitchGroup"), hint: "No longer supported: leave it empty." },
};

export const EXTERNAL_PEERING: Arrangement = {
  spec: { sections: [{ title: "", fields: ["permit"] }] },
  "spec.permit": { label: "Peering", sections: [{ title: "", fields: ["vpc", "external"] }] },
  "spec.permit.vpc": { label: "VPC", sections: [{ title: "", fields: ["name", "subnets"] }] },
  "spec.permit.vpc.name": { label: "VPC", source: resources("VPC") },
  "spec.permit.vpc.subnets": { label: "Subnets to advertise", item: "Subnet" },
  "spec.permit.vpc.subnets.*": { source: { of: "subnets of", up: 2, below: ["name"] } },
  "spec.permit.external": { label: "External", sections: [{ title: "", fields: ["name", "prefixes"] }] },
  "spec.permit.external.name": { label: "External", source: resources("External") },
  "spec.permit.external.prefixes": { label: "Prefixes to permit", item: "Prefix" },
  "spec.permit.external.prefixes.*": { sections: [{ title: "", fields: ["prefix"] }] },
};

export const EXTERNAL: Arrangement = {
  spec: {
    sections: [
      { title: "Addressing", fields: ["ipv4Namespace"] },
      { title: "BGP communities", fields: ["inboundCommunity", "outboundCommunity"] },
    ],
  },
  "spec.ipv4Namespace": IPV4_NAMESPACE,
};

export const EXTERNAL_ATTACHMENT: Arrangement = {
  spec: {
    sections: [
      { title: "Attachment", fields: ["external", "connection"] },
      { title: "BGP", fields: ["switch", "neighbor"] },
    ],
  },
  "spec.external": { source: resources("External") },
  "spec.connection": { source: resources("Connection"), hint: "A connection of type external." },
  "spec.switch": { label: "Switch side", sections: [{ title: "", fields: ["ip", "vlan"] }] },
  "spec.neighbor": { label: "Neighbor", sections: [{ title: "", fields: ["ip", "asn"] }] },
  "spec.inboundACL.statements": { item: "Statement" },
};
