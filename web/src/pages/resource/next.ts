/** What is made from a resource next, such as an attachment from a VPC: the kind, and the field that leads back to it. Pure. */
import type { ResourceDetail } from "~/api/types";
import { subnetsIn } from "~/features/forms/suggestions";
import { keysOf } from "~/lib/yaml/fieldPath";

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
      const [subnet] = subnetsIn(fields);
      return subnet === undefined ? undefined : attachment("Attach a server", `spec.subnet=${name}/${subnet}`);
    }
    case "Connection.wiring.githedgehog.com":
      return isOfServer(fields) ? attachment("Attach to a VPC", `spec.connection=${name}`) : undefined;
    default:
      return undefined;
  }
}

function attachment(label: string, set: string): Next {
  return { label, search: { kind: ATTACHMENT, set, view: "form" } };
}

/** The types of connections that servers have. */
const OF_SERVERS = ["unbundled", "bundled", "mclag", "eslag"];

function isOfServer(fields: ResourceDetail["fields"]): boolean {
  return fields.some(({ path }) => {
    const [spec, type] = keysOf(path);
    return spec === "spec" && type !== undefined && OF_SERVERS.includes(type);
  });
}
