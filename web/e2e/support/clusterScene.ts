/** A night in a cluster: two hundred resources that several people and tools changed there, and the pages that show it. */
import { vpcObject } from "./cluster";
import { FABRIC, vpc, WEB } from "./fabric";
import type { Seen } from "./scene";
import type { World } from "./test";

/** How many VPCs drift. */
const MANY = 200;

const vlanOf = (at: number) => 1100 + at;
const subnetOf = (at: number) => `10.1.${at}.0/24`;
const nameOf = (at: number) => `tenant-${String(at).padStart(3, "0")}`;

/** Who edited a VPC of a number. */
function editor(at: number): string {
  if (at < 120) return "kubectl-edit";
  return at < 170 ? "night-script" : "kubectl-patch";
}

/** Brings the scene about, and gives the pages that are different in it. */
export async function setClusterScene(world: World): Promise<Seen[]> {
  const all = Array.from({ length: MANY }, (_, at) => at);
  const tenants = all.map((at) => vpc(nameOf(at), vlanOf(at), subnetOf(at))).join("---\n");
  const cluster = await world.inCluster({ ...FABRIC, "env/vpcs/tenants.yaml": tenants });
  for (const at of all.slice(0, 190)) await cluster.vlan(nameOf(at), vlanOf(at) + 300, editor(at));
  for (const at of all.slice(190)) await cluster.delete("vpcs", nameOf(at));
  for (const at of [0, 1, 2])
    await cluster.put(vpcObject(`found-${at}`, 1700 + at, `10.9.${at}.0/24`), "kubectl-create");
  await cluster.vlan("web", 1300);
  // Argo CD puts back what somebody edited
  await cluster.vlan("storage", 1900);
  await world.drifted("storage");
  const storage = await cluster.get("vpcs", "storage");
  await cluster.apply(
    { ...vpcObject("storage", 1002, "10.0.2.0/24"), metadata: storage?.metadata ?? { name: "storage" } },
    "argocd-controller",
  );
  await world.drifted("web");
  world.repository.push("web: another VLAN", {
    [WEB]: vpc("web", 1400, "10.0.1.0/24"),
    "env/vpcs/new.yaml": vpc("new", 1050, "10.0.50.0/24"),
  });
  await world.person("alice", "admin");
  const alice = await world.as("alice");
  await alice.post("/fabrics/env/sync");
  await alice.post("/fabrics/env/drift/ignore", { resource: `VPC/${nameOf(7)}`, reason: "the vendor's fix is due" });
  const conflict = await world.conflict();
  const resource = "/fabrics/env/resources/VPC/default";
  return [
    { name: "overview", path: "/" },
    { name: "fabrics", path: "/fabrics" },
    { name: "fabric", path: "/fabrics/env" },
    { name: "drift", path: "/drift" },
    { name: "fabric-drift", path: "/fabrics/env?tab=drift" },
    { name: "fabric-drift-kind", path: "/fabrics/env?tab=drift&q=by:night" },
    { name: "settings", path: "/fabrics/env?tab=settings" },
    { name: "resource", path: `${resource}/${nameOf(0)}` },
    { name: "resource-contested", path: `${resource}/web` },
    { name: "resource-undone", path: `${resource}/storage` },
    { name: "resource-found", path: `${resource}/found-0` },
    { name: "conflicts", path: "/conflicts" },
    { name: "conflict", path: `/conflicts/${conflict}` },
    { name: "clusters", path: "/clusters" },
  ];
}
