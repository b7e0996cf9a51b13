/** The kinds whose forms are arranged; all others follow their schema. */
import type { Arrangement } from "../arrangement";
import { EXTERNAL, EXTERNAL_ATTACHMENT, EXTERNAL_PEERING, VPC_PEERING } from "./peering";
import { VPC, VPC_ATTACHMENT } from "./vpc";
import { CONNECTION, IPV4_NAMESPACE_KIND, SERVER, SWITCH, VLAN_NAMESPACE_KIND } from "./wiring";

const VPC_GROUP: Record<string, Arrangement> = {
  VPC,
  VPCAttachment: VPC_ATTACHMENT,
  VPCPeering: VPC_PEERING,
  External: EXTERNAL,
  ExternalAttachment: EXTERNAL_ATTACHMENT,
  ExternalPeering: EXTERNAL_PEERING,
  IPv4Namespace: IPV4_NAMESPACE_KIND,
};

const WIRING_GROUP: Record<string, Arrangement> = {
  Connection: CONNECTION,
  Switch: SWITCH,
  Server: SERVER,
  VLANNamespace: VLAN_NAMESPACE_KIND,
};

export function arrangementOf({ kind, group }: { kind: string; group: string }): Arrangement | undefined {
  if (group === "vpc.githedgehog.com") return VPC_GROUP[kind];
  return group === "wiring.githedgehog.com" ? WIRING_GROUP[kind] : undefined;
}
