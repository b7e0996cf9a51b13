/** What is made from a resource next, such as an attachment from a VPC: the kind, and the field that leads back to it. Pure. */
import type { ResourceDetail } from "~/api/types";
import { OF_SERVERS } from "~/features/forms/domain/templates";
import { subnetsIn } from "~/features/forms/suggestions";
import { keysOf } from "~/lib/yaml/fieldPath";

export interface Next {
  label: string;
  /** What the page of a new resource is opened with. */
  search: { kind: string; set: string; view: "form" };
}

const ATTACHMENT = "VPCAttachment.vpc.githedgehog.com";
const PEERING = "VPCPeering.vpc.githedgehog.com";

/** Nothing for kinds that nothing is made from. */
export function nextOf({ kind, group, name, namespace, fields }: ResourceDetail): Next[] {
  if (namespace !== "" && namespace !== "default") return [];
  switch (`${kind}.${group}`) {
    case "VPC.vpc.githedgehog.com": {
      const [subnet] = subnetsIn(fields);
      const peering = { kind: PEERING, set: `spec.permit[0].${quoted(name)}={}`, view: "form" } as const;
      return subnet === undefined
        ? []
        : [
            attachment("Attach a server", `spec.subnet=${name}/${subnet}`),
            { label: "Peer with a VPC", search: peering },
          ];
    }
    case "Connection.wiring.githedgehog.com":
      return isOfServer(fields) ? [attachment("Attach to a VPC", `spec.connection=${name}`)] : [];
    default:
      return [];
  }
}

function attachment(label: string, set: string): Next {
  return { label, search: { kind: ATTACHMENT, set, view: "form" } };
}

/** A name as a path has it. */
function quoted(name: string): string {
  return /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
}

function isOfServer(fields: ResourceDetail["fields"]): boolean {
  return fields.some(({ path }) => {
    const [spec, type] = keysOf(path);
    return spec === "spec" && type !== undefined && OF_SERVERS.includes(type);
  });
}
