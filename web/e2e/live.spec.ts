import { vpc, WEB } from "./support/fabric";
import { fieldRow, resourceLink } from "./support/find";
import { visit } from "./support/settled";
import { expect, test, unloaded } from "./support/test";

test("a push is on the open page without reloading", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "viewer");
  const page = await open("alice");
  await visit(page, "/fabrics/env");
  const table = page.getByRole("table", { name: "Resources of env" });
  await expect(resourceLink(table, "VPC", "web")).toBeVisible();
  const same = await unloaded(page);

  world.repository.push("A VPC for the lab", { "env/vpcs/lab.yaml": vpc("lab", 1003, "10.0.3.0/24") });
  const pushed = Date.now();
  await expect(resourceLink(table, "VPC", "lab")).toBeVisible();
  console.log(`a push is on the page after ${Date.now() - pushed} ms, of which up to 1000 until the next look at Git`);

  world.repository.push("The lab is gone", { "env/vpcs/lab.yaml": null });
  await expect(resourceLink(table, "VPC", "lab")).toHaveCount(0);
  await same();
});

test("a push changes the fields of the resource that is open", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "viewer");
  const page = await open("alice");
  await visit(page, "/fabrics/env/resources/VPC/default/web");
  const vlan = fieldRow(page, "spec.subnets.default.vlan");
  await expect(vlan).toContainText("1001");
  const same = await unloaded(page);
  world.repository.push("web: another VLAN", { [WEB]: vpc("web", 1400, "10.0.1.0/24") });
  await expect(vlan).toContainText("1400");
  await same();
});

test("a lost connection shows, and heals with what was missed", async ({ world, open, guard }) => {
  await world.fabric();
  await world.person("alice", "viewer");
  const page = await open("alice");
  guard.allow(/net::ERR_/);
  await visit(page, "/fabrics/env");
  const top = page.getByRole("banner");
  await expect(top.getByText("Live", { exact: true })).toBeVisible();
  const same = await unloaded(page);

  await world.program.stop();
  await expect(top.getByText("Reconnecting")).toBeVisible();
  world.repository.push("A VPC for the lab", { "env/vpcs/lab.yaml": vpc("lab", 1003, "10.0.3.0/24") });
  await world.program.start();

  await expect(top.getByText("Live", { exact: true })).toBeVisible({ timeout: 20_000 });
  await expect(resourceLink(page, "VPC", "lab")).toBeVisible();
  await same();
});
