/** A fabric in the middle of its day: people, drafts, a published change, a conflict. And the pages that show it. */
import { vpc, WEB } from "./fabric";
import type { World } from "./test";

export interface Seen {
  name: string;
  path: string;
}

/** Brings the scene about, and gives every page there is. */
export async function setScene(world: World): Promise<Seen[]> {
  await world.fabric();
  await world.person("alice", "admin");
  await world.person("bob", "viewer");
  const alice = await world.as("alice");
  const set = (change: string, resource: string, ...fields: string[]) =>
    alice.post<{ id: string }>("/fabrics/env/drafts", { change, edits: [{ op: "set", resource, fields }] });

  const published = await set("storage moves", "VPC/storage", "spec.subnets.default.subnet=10.0.22.0/24");
  await alice.post("/changes/storage%20moves/publish");
  const open = await set("more VLANs", "VPC/storage", "spec.subnets.default.vlan=1022");
  await set("web moves", "VPC/web", "spec.subnets.default.vlan=1300");
  world.repository.push("web: another VLAN", { [WEB]: vpc("web", 1400, "10.0.1.0/24") });
  world.repository.push("A file that is not finished", { "env/vpcs/lab.yaml": "kind: VPC\nmetadata: {name: lab\n" });
  await set("storage grows", "VPC/storage", "spec.subnets.default.subnet=10.0.30.0/24");
  world.repository.push("VPCs for the tills and the kiosks", {
    "env/vpcs/tills.yaml": vpc("tills", 1055, "10.0.30.0/25"),
    "env/vpcs/kiosks.yaml": vpc("kiosks", 1056, "10.0.31.0/24"),
  });
  await alice.post("/fabrics/env/sync");

  const broken = await set("VLAN of storage", "VPC/web", "spec.subnets.default.vlan=1002");
  await set("VLAN of the tills", "VPC/tills", "spec.subnets.default.vlan=1070");
  const clash = await set("VLAN of the kiosks", "VPC/kiosks", "spec.subnets.default.vlan=1070");

  await alice.put("/fabrics/env/policy", {
    owners: [{ path: "metadata.labels.team", owner: "git" }],
    rules: [
      { name: "texts", path: "**.description", take: "newest" },
      { name: "labs", kind: "VPC", path: "spec.subnets.*.dhcp", take: "draft", off: true },
    ],
  });

  const conflicts = (await alice.get<Page>("/conflicts?fabric=env")).items;
  const conflict = conflicts.find((one) => one.conflict !== "cross-resource");
  const together = conflicts.find((one) => one.conflict === "cross-resource");
  const run = (await alice.get<Page>("/runs?fabric=env")).items[0];
  if (!conflict || !together || !run) throw new Error("the scene has no conflict of each sort or no run");
  const resource = "/fabrics/env/resources/VPC/default/web";
  return [
    { name: "overview", path: "/" },
    { name: "fabrics", path: "/fabrics" },
    { name: "fabric", path: "/fabrics/env" },
    { name: "fabric-findings", path: "/fabrics/env?tab=findings" },
    { name: "fabric-directory", path: "/fabrics/env?tab=directory" },
    { name: "fabric-rules", path: "/fabrics/env?tab=rules" },
    { name: "fabric-rule", path: "/fabrics/env?tab=rules&q=id:vpc-vlan-other" },
    { name: "fabric-policy", path: "/fabrics/env?tab=policy" },
    { name: "fabric-activity", path: "/fabrics/env?tab=activity" },
    { name: "fabric-settings", path: "/fabrics/env?tab=settings" },
    { name: "resource", path: resource },
    { name: "resource-yaml", path: `${resource}?tab=yaml` },
    { name: "resource-history", path: `${resource}?tab=history` },
    { name: "resource-references", path: `${resource}?tab=references` },
    { name: "resource-edit", path: `${resource}?tab=edit` },
    { name: "resource-new", path: "/fabrics/env/new" },
    { name: "changes", path: "/changes" },
    { name: "change", path: `/changes/${open.id}` },
    { name: "change-broken", path: `/changes/${broken.id}` },
    { name: "change-clash", path: `/changes/${clash.id}` },
    { name: "change-published", path: `/changes/${published.id}` },
    { name: "conflicts", path: "/conflicts" },
    { name: "conflict", path: `/conflicts/${conflict.id}` },
    { name: "conflict-together", path: `/conflicts/${together.id}` },
    { name: "drift", path: "/drift" },
    { name: "activity", path: "/activity" },
    { name: "run", path: `/runs/${run.id}` },
    { name: "repositories", path: "/repositories" },
    { name: "clusters", path: "/clusters" },
    { name: "policies", path: "/policies" },
    { name: "credentials", path: "/credentials" },
    { name: "audit", path: "/audit" },
    { name: "people", path: "/people" },
    { name: "settings", path: "/settings" },
    { name: "not-found", path: "/no/such/page" },
  ];
}

interface Page {
  items: { id: number; conflict?: string }[];
}
