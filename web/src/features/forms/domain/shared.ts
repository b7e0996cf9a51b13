/** What several kinds have alike. */
import type { Arrangement, Place, Source } from "../arrangement";

export const resources = (...kinds: string[]): Source => ({ of: "resources", kinds });

export const IPV4_NAMESPACE: Place = {
  source: resources("IPv4Namespace"),
  hint: "Subnets are taken from it. If left empty, the namespace default is used.",
};

export const VLAN_NAMESPACE: Place = {
  source: resources("VLANNamespace"),
  hint: "VLANs are taken from it. If left empty, the namespace default is used.",
};

/** The end of a link that is a port of a device. */
function end(label: string, ...kinds: string[]): Place {
  return { label, source: { of: "ports", kinds }, hint: "Device and port, such as leaf-01/E1/5." };
}

const SWITCH = ["Switch"];

/** The ports of the links below a place. */
export function ports(...at: string[]): Arrangement {
  const ends: Record<string, Place> = {
    server: end("Server port", "Server"),
    switch: end("Switch port", ...SWITCH),
    spine: end("Spine port", ...SWITCH),
    leaf: end("Leaf port", ...SWITCH),
    leaf1: end("First leaf's port", ...SWITCH),
    leaf2: end("Second leaf's port", ...SWITCH),
    switch1: end("First switch's port", ...SWITCH),
    switch2: end("Second switch's port", ...SWITCH),
    gateway: end("Gateway port", "Gateway"),
  };
  return Object.fromEntries(
    at.flatMap((place) => Object.entries(ends).map(([key, one]) => [`${place}.${key}.port`, one])),
  );
}
