/** What is made from a resource next, such as an attachment from a VPC: the kind, and the field that leads back to it. Pure. */
import type { ResourceDetail } from "~/api/types";
import { readPath, type Segment } from "~/lib/yaml/fieldPath";

export interface Next {
  label: string;
  /** What the page of a new resource is opened with. */
  search: { kind: string; set: string; view: "form" };
}

const ATTACHMENT = "VPCAttachment.vpc.githedgehog.com";

/** Nothing for kinds that nothing is made from. */
export function nextOf({ kind, group, name, namespace, fields }: ResourceDetail): Next | undefined {
  if (namespace !== "" && namespace !== "default") return undefined;
  switch (`${kind}.${group}`) {
    case "VPC.vpc.githedgehog.com": {
      const subnet = firstSubnet(fields.map(({ path }) => path));
      return subnet === undefined ? undefined : attachment("Attach a server", `spec.subnet=${name}/${subnet}`);
    }
    case "Connection.wiring.githedgehog.com":
      return isOfServer(fields.map(({ path }) => path))
        ? attachment("Attach to a VPC", `spec.connection=${name}`)
        : undefined;
    default:
      return undefined;
  }
}

function attachment(label: string, set: string): Next {
  return { label, search: { kind: ATTACHMENT, set, view: "form" } };
}

function firstSubnet(paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const [spec, subnets, subnet] = readPath(path) ?? [];
    if (isKey(spec, "spec") && isKey(subnets, "subnets") && subnet && "key" in subnet) return subnet.key;
  }
  return undefined;
}

/** The types of connections that servers have. */
const OF_SERVERS = ["unbundled", "bundled", "mclag", "eslag"];

function isOfServer(paths: readonly string[]): boolean {
  return paths.some((path) => {
    const [spec, type] = readPath(path) ?? [];
    return isKey(spec, "spec") && type !== undefined && "key" in type && OF_SERVERS.includes(type.key);
  });
}

function isKey(segment: Segment | undefined, key: string): boolean {
  return segment !== undefined && "key" in segment && segment.key === key;
}
