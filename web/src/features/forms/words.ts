/** What fields are called, and what is said below them: from their keys and their schemas. Pure. */
import type { Schema } from "~/features/drafting/schema";
import { capital, sentence } from "~/lib/words";

const SHORT = new Set(
  [
    "acl",
    "as",
    "asn",
    "bgp",
    "cidr",
    "dhcp",
    "dns",
    "dst",
    "ecmp",
    "evpn",
    "id",
    "ip",
    "ips",
    "l2",
    "l3",
    "lacp",
    "lag",
    "mac",
    "mtu",
    "nat",
    "ntp",
    "pci",
  ].concat([
    "pxe",
    "qpn",
    "src",
    "ssh",
    "tcp",
    "udp",
    "url",
    "vlan",
    "vni",
    "vpc",
    "vrf",
    "vtep",
    "hostbgp",
    "mclag",
    "eslag",
    "roce",
  ]),
);

const SPELLED: Record<string, string> = {
  ipv4: "IPv4",
  ipv6: "IPv6",
  vlans: "VLANs",
  vpcs: "VPCs",
  roce: "RoCE",
  lag: "LAG",
  ips: "IPs",
};

/** `ipv4Namespace` as `IPv4 namespace`, `interfaceMTU` as `Interface MTU`. */
export function labelOf(key: string): string {
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(key)) return key;
  const parts = key
    .replace(/IPv([46])/g, "Ipv$1")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .split("_");
  const words = parts.map((part) => {
    const low = part.toLowerCase();
    return (
      SPELLED[low] ?? (SHORT.has(low) || (part.length > 1 && part === part.toUpperCase()) ? part.toUpperCase() : low)
    );
  });
  const [first = "", ...rest] = words;
  return [/[A-Z]/.test(first) ? first : capital(first), ...rest].join(" ");
}

/** The schema's own words on a field, the key at their front left out, and its limits. */
export function hintOf(schema: Schema | undefined, key: string): string | undefined {
  if (!schema) return undefined;
  const said = [described(schema.description, key), limits(schema), usual(schema)].filter((part) => part !== undefined);
  return said.length > 0 ? said.join(" ") : undefined;
}

/** Without `Subnet is` before `the subnet CIDR block, such as …`: the label says that already. */
function described(text: string | undefined, key: string): string | undefined {
  const one = text?.replace(/\s+/g, " ").trim();
  if (!one) return undefined;
  const lead = new RegExp(
    `^${key.replace(/[^A-Za-z0-9]/g, ".")}\\s*(\\(optional\\)\\s*)?(is|are|to|defines|sets)\\s+`,
    "i",
  );
  const rest = one.replace(lead, "");
  return sentence(rest.length < one.length ? capital(rest) : one);
}

function limits({ minimum, maximum, minItems, maxItems }: Schema): string | undefined {
  if (minimum !== undefined && maximum !== undefined) return `From ${minimum} to ${maximum}.`;
  if (minimum !== undefined) return `At least ${minimum}.`;
  if (maximum !== undefined) return `At most ${maximum}.`;
  if (minItems !== undefined && maxItems !== undefined) return `From ${minItems} to ${maxItems} of them.`;
  if (maxItems !== undefined) return `At most ${maxItems} of them.`;
  return minItems !== undefined ? `At least ${minItems} of them.` : undefined;
}

function usual(schema: Schema): string | undefined {
  const { default: value } = schema;
  if (value === undefined || value === null || typeof value === "object" || value === "") return undefined;
  return `If left empty, ${String(value)} is used.`;
}

/** The unit that a key or its description names. */
export function unitOf(schema: Schema | undefined, key: string): string | undefined {
  if (schema?.type !== "integer" && schema?.type !== "number") return undefined;
  if (/seconds$/i.test(key) || /\b(in|long in) seconds\b/i.test(schema.description ?? "")) return "s";
  return /mtu$/i.test(key) ? "bytes" : undefined;
}
