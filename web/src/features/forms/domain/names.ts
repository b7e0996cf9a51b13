/** The name that an operator would give a new resource, from what it connects: `server-1--web--front`, `web--data`. Pure. */
import { isMap } from "~/lib/yaml/fieldPath";
import { valueAt } from "~/lib/yaml/values";

interface Kind {
  kind: string;
  group: string;
}

/** What a name is made from, in words, and the names in the order in which they are tried; none before all of it is chosen. */
interface Naming {
  from: string;
  names: (spec: unknown) => string[];
}

const VPC_GROUP: Record<string, Naming> = {
  VPCAttachment: {
    from: "the subnet and the connection",
    names: (spec) => {
      const subnet = text(spec, "subnet");
      const connection = text(spec, "connection");
      const [vpc, of] = subnet.split("/");
      if (!vpc || !of || connection === "") return [];
      // the connection of a server begins with the server's name
      return [ends(connection)[0] ?? "", connection].map((end) => joined(end, vpc, of));
    },
  },
  VPCPeering: {
    from: "the two VPCs",
    names: (spec) => {
      const policy = valueAt(spec, ["permit", 0]);
      const vpcs = isMap(policy) ? Object.keys(policy) : [];
      return vpcs.length === 2 ? [joined(...vpcs)] : [];
    },
  },
  ExternalPeering: {
    from: "the VPC and the external",
    names: (spec) => both(text(spec, "permit", "vpc", "name"), text(spec, "permit", "external", "name")),
  },
  ExternalAttachment: {
    from: "the external and the connection",
    names: (spec) => {
      const external = text(spec, "external");
      const connection = text(spec, "connection");
      const last = ends(connection).at(-1) ?? "";
      return [...both(external, last), ...both(external, connection)];
    },
  },
};

const WIRING_GROUP: Record<string, Naming> = {
  Connection: {
    from: "what it connects",
    names: (spec) => {
      const [type, of] = isMap(spec) ? (Object.entries(spec)[0] ?? []) : [];
      const [first, ...others] = [...new Set(portsIn(of).map((port) => port.split("/")[0] ?? ""))];
      return type && first && others.length > 0 ? [joined(first, type.toLowerCase(), ...others)] : [];
    },
  },
};

function namingOf({ kind, group }: Kind): Naming | undefined {
  if (group === "vpc.githedgehog.com") return VPC_GROUP[kind];
  return group === "wiring.githedgehog.com" ? WIRING_GROUP[kind] : undefined;
}

/** What a kind's name is proposed from; nothing where a person has to think of one. */
export function namedFrom(kind: Kind): string | undefined {
  return namingOf(kind)?.from;
}

/** A name that none has; nothing while it cannot be told yet. */
export function proposedName(kind: Kind, spec: unknown, taken: ReadonlySet<string>): string | undefined {
  const names = namingOf(kind)?.names(spec) ?? [];
  const free = names.find((name) => !taken.has(name));
  const [first] = names;
  if (free !== undefined || first === undefined) return free;
  for (let next = 2; ; next += 1) if (!taken.has(`${first}-${next}`)) return `${first}-${next}`;
}

const joined = (...parts: string[]) => parts.join("--");
const both = (one: string, other: string) => (one === "" || other === "" ? [] : [joined(one, other)]);
const ends = (connection: string) => connection.split("--");

function text(spec: unknown, ...steps: string[]): string {
  const value = valueAt(spec, steps);
  return typeof value === "string" ? value : "";
}

/** Every `port` of a connection, in the order in which they are written. */
function portsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(portsIn);
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "port" && typeof inner === "string" && inner !== "" ? [inner] : portsIn(inner),
  );
}
