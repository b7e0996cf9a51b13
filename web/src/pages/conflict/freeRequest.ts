/** What free value fits into a field of a VPC. Pure. */
import type { FreeRequest } from "~/api/queries/free";
import { isMap, keysOf } from "~/lib/yaml/fieldPath";

interface Field {
  group: string;
  kind: string;
  path: string;
  /** What is there now. */
  value: unknown;
}

/** The longest prefix that the server looks for. */
const LONGEST = 30;

/** What to ask for; nothing where the field is neither a VLAN nor a subnet of a VPC. */
export function freeRequest({ group, kind, path, value }: Field, resource: unknown): FreeRequest | undefined {
  if (group !== "vpc.githedgehog.com" || kind !== "VPC") return undefined;
  const [top, subnets, name, field, ...deeper] = keysOf(path);
  if (top !== "spec" || subnets !== "subnets" || name === undefined || deeper.length > 0) return undefined;
  const spec = isMap(resource) && isMap(resource.spec) ? resource.spec : undefined;
  if (!spec) return undefined;
  if (field === "vlan") return { what: "vlan", namespace: namespaceOf(spec.vlanNamespace) };
  if (field !== "subnet") return undefined;
  const length = lengthOf(value);
  return length === undefined ? undefined : { what: "subnet", length, namespace: namespaceOf(spec.ipv4Namespace) };
}

/** The cluster takes the namespace `default` where a VPC names none. */
function namespaceOf(named: unknown): string {
  return typeof named === "string" && named !== "" ? named : "default";
}

function lengthOf(subnet: unknown): number | undefined {
  const length = typeof subnet === "string" ? /\/(\d{1,2})$/.exec(subnet)?.[1] : undefined;
  return length !== undefined && Number(length) <= LONGEST ? Number(length) : undefined;
}
