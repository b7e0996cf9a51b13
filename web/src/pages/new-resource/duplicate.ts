/** A new resource after another one: all but what no two resources may have alike, which is asked for again. Pure. */
import type { ValueEdit } from "~/lib/yaml/edits";
import { isMap } from "~/lib/yaml/fieldPath";
import { pathOf, type Step, valueAt } from "~/lib/yaml/values";

/** Where the cluster or a tool wrote something about the one that is copied. */
const OF_ONE: Step[][] = [
  ["status"],
  ...[
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "managedFields",
    "selfLink",
    "ownerReferences",
    "finalizers",
  ].map((key) => ["metadata", key]),
];

const ENDS = ["server", "switch", "spine", "leaf", "leaf1", "leaf2", "switch1", "switch2", "gateway"];
const LINKS = [
  ...["bundled", "eslag", "mclag", "fabric", "mesh", "gateway", "vpcLoopback"].map((type) => [
    "spec",
    type,
    "links",
    "*",
  ]),
  ...["peerLinks", "sessionLinks"].map((links) => ["spec", "mclagDomain", links, "*"]),
  ...["unbundled", "external", "staticExternal"].map((type) => ["spec", type, "link"]),
];

/** By kind: the fields that no other one may have; `*` is any key and any item. */
const OWN: Record<string, string[][]> = {
  VPC: ["subnet", "vlan", "gateway"]
    .map((field) => ["spec", "subnets", "*", field])
    .concat([
      ["spec", "subnets", "*", "dhcp", "range"],
      ["spec", "subnets", "*", "dhcp", "static"],
    ]),
  VPCAttachment: [["spec", "connection"]],
  Connection: LINKS.flatMap((link) => ENDS.flatMap((end) => ["port", "ip"].map((field) => [...link, end, field]))),
  ExternalAttachment: [
    ["spec", "connection"],
    ["spec", "switch", "vlan"],
    ["spec", "switch", "ip"],
    ["spec", "neighbor", "ip"],
    ["spec", "static", "vlan"],
    ["spec", "static", "ip"],
    ["spec", "static", "remoteIP"],
  ],
  Switch: ["boot", "ip", "protocolIP", "vtepIP", "asn"].map((field) => ["spec", field]),
  VLANNamespace: [["spec", "ranges"]],
  IPv4Namespace: [["spec", "subnets"]],
};

/** The name that a new text has until one is typed. */
export const NAMELESS = "name";

export function duplicateEdits(kind: string, value: unknown): ValueEdit[] {
  const own = (OWN[kind] ?? []).flatMap((pattern) => placesOf(value, pattern));
  const gone = [...OF_ONE, ...own].filter((steps) => valueAt(value, steps) !== undefined);
  return [
    { op: "set", path: pathOf(["metadata", "name"]), value: NAMELESS },
    ...gone.map((steps) => ({ op: "remove" as const, path: pathOf(steps) })),
  ];
}

/** Every place of a value that a pattern fits. */
function placesOf(value: unknown, pattern: readonly string[], at: readonly Step[] = []): Step[][] {
  const [step, ...rest] = pattern;
  if (step === undefined) return [[...at]];
  const here = valueAt(value, at);
  if (step !== "*") return placesOf(value, rest, [...at, step]);
  const steps: Step[] = Array.isArray(here) ? [...here.keys()] : isMap(here) ? Object.keys(here) : [];
  return steps.flatMap((one) => placesOf(value, rest, [...at, one]));
}
