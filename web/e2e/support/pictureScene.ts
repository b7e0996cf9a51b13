/** What the pictures of the guide show: the demo's fabric-a as `site-1` in a cluster, in the middle of a day. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { KubeObject } from "./cluster";
import type { Files } from "./git";
import type { World } from "./test";

export const SITE = "/fabrics/site-1";

const SAMPLE = join("..", "crates", "hedgerow", "demo", "fabric-a");

/** Kinds that the tests' cluster does not have. */
const ELSEWHERE = /^(internet|peerings|wiring\/uplinks)\.yaml$/;

const DAY = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY);

/** Brings the scene about. */
export async function setPictureScene(world: World): Promise<void> {
  const files = sample();
  const edited = (file: string, was: string, is: string): Files => {
    const text = files[file] ?? "";
    if (!text.includes(was)) throw new Error(`the sample's ${file} has no ${was}`);
    return { [file]: text.replace(was, is) };
  };
  const cluster = await world.inCluster(files, "site-1", daysAgo(3));
  await world.person("ada", "admin");
  await world.person("ben", "publisher");
  const ada = await world.as("ada");
  const ben = await world.as("ben");

  world.repository.push(
    "Workers move to VLAN 1021",
    edited("site-1/vpcs/batch.yaml", "vlan: 1020", "vlan: 1021"),
    daysAgo(2),
  );
  await ada.post(`${SITE}/sync`);
  const set = (api: typeof ada, change: string, resource: string, ...fields: string[]) =>
    api.post(`${SITE}/drafts`, { change, edits: [{ op: "set", resource, fields }] });
  await set(ben, "Shop moves", "VPC/web", "spec.subnets.front.vlan=1040");
  world.repository.push("Shop front to VLAN 1060", edited("site-1/vpcs/web.yaml", "vlan: 1001", "vlan: 1060"));
  world.repository.push("Printers, not finished", {
    "site-1/vpcs/printers.yaml": readFileSync(join(SAMPLE, "raw", "half-finished.yaml"), "utf8"),
  });
  await ada.post(`${SITE}/sync`);
  await set(ada, "Longer leases", "VPC/batch", "spec.subnets.workers.dhcp.options.leaseTimeSeconds=3600");
  await world.conflict();

  for (const [name, subnet, vlan, by] of [
    ["storage", "backup", 1299, "kubectl-edit"],
    ["data", "replica", 1099, "night-script"],
  ] as const) {
    const vpc = await cluster.get("vpcs", name);
    if (!vpc) throw new Error(`there is no VPC ${name} in the cluster`);
    await cluster.put(otherVlan(vpc, subnet, vlan), by);
    await world.drifted(name);
  }
}

function otherVlan(vpc: KubeObject, subnet: string, vlan: number): KubeObject {
  const subnets = vpc.spec.subnets as Record<string, object>;
  return { ...vpc, spec: { ...vpc.spec, subnets: { ...subnets, [subnet]: { ...subnets[subnet], vlan } } } };
}

function sample(): Files {
  const top = join(SAMPLE, "managed");
  const all = readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(top, join(entry.parentPath, entry.name)))
    .filter((path) => !ELSEWHERE.test(path));
  return Object.fromEntries(all.map((path) => [`site-1/${path}`, readFileSync(join(top, path), "utf8")]));
}
