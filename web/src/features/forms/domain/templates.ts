/** What a new resource of a kind can start from. */
export interface Template {
  title: string;
  spec: Record<string, unknown>;
}

const NAMESPACES = { ipv4Namespace: "default", vlanNamespace: "default" };

/** The types of connections that servers have. */
export const OF_SERVERS: readonly string[] = ["unbundled", "bundled", "mclag", "eslag"];

/** The template that a free port of a switch leads to. */
export const ONE_LINK = "A server on one switch, one link";

const TEMPLATES: Record<string, readonly Template[]> = {
  "VPC.vpc.githedgehog.com": [
    { title: "One subnet with DHCP", spec: { ...NAMESPACES, subnets: { default: { dhcp: { enable: true } } } } },
    { title: "One subnet without DHCP", spec: { ...NAMESPACES, subnets: { default: {} } } },
  ],
  "VPCPeering.vpc.githedgehog.com": [{ title: "All subnets of two VPCs", spec: { permit: [{}] } }],
  "Connection.wiring.githedgehog.com": [
    { title: ONE_LINK, spec: { unbundled: { link: {} } } },
    { title: "A server on one switch, several links", spec: { bundled: { links: [{}, {}] } } },
    { title: "A server on two switches (ESLAG)", spec: { eslag: { links: [{}, {}] } } },
  ],
  "VLANNamespace.wiring.githedgehog.com": [{ title: "One range", spec: { ranges: [{}] } }],
};

export function templatesOf({ kind, group }: { kind: string; group: string }): readonly Template[] {
  return TEMPLATES[`${kind}.${group}`] ?? [];
}
