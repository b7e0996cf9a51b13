import { Asked } from "./support/asked";
import { vpc, WEB } from "./support/fabric";
import { resourceLink } from "./support/find";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

const LIST = "/fabrics/env/resources";

test("a fabric's list is loaded once, whatever is drafted, published and pushed while it is open", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("alice", "publisher");
  const page = await open("alice");
  const asked = new Asked(page);
  await visit(page, "/fabrics/env");
  const table = page.getByRole("table", { name: "Resources of env" });
  const web = table.getByRole("row").filter({ has: resourceLink(page, "VPC", "web") });
  await expect(web).toContainText("Olga Outside");
  expect(asked.count(LIST)).toBe(1);

  const id = await world.draft("alice", "moves", 1300);
  await expect(web).toContainText("moves");
  expect(asked.count(LIST, true)).toBe(1);

  await (await world.as("alice")).post(`/changes/${id}/publish`);
  await expect(web).toContainText("Alice Example");
  await expect(web).toContainText("1300");

  world.repository.push("A VPC for the lab", { "env/vpcs/lab.yaml": vpc("lab", 1003, "10.0.3.0/24") });
  await expect(resourceLink(table, "VPC", "lab")).toBeVisible();
  expect(asked.lists).toBe(1);
});

test("going through the pages of a fabric and back loads its list once", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "editor");
  const page = await open("alice");
  const asked = new Asked(page);
  await visit(page, "/fabrics/env");
  await resourceLink(page, "VPC", "web").click();
  await page.getByRole("button", { name: "Edit spec.subnets.default.vlan" }).click();
  await page.getByRole("textbox", { name: "spec.subnets.default.vlan" }).fill("1300");
  await page.getByRole("button", { name: "Save field" }).click();
  await expect(page.getByText("is saved in Edit VPC/web, not in Git yet").first()).toBeVisible();
  await page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Fabrics" }).click();
  await page.getByRole("main").locator('a[href="/fabrics/env"]').first().click();
  const table = page.getByRole("table", { name: "Resources of env" });
  await expect(table.getByRole("row").filter({ has: resourceLink(page, "VPC", "web") })).toContainText("Edit VPC/web");
  expect(asked.lists).toBe(1);
});

test("one conflict's page asks for its own conflicts and for no list of them", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "publisher");
  await world.draft("alice", "moves", 1300);
  world.repository.push("web: another VLAN", { [WEB]: vpc("web", 1400, "10.0.1.0/24") });
  const alice = await world.as("alice");
  await alice.post("/fabrics/env/sync");
  const { items } = await alice.get<{ items: { id: number }[] }>("/conflicts?fabric=env");
  const id = items[0]?.id;
  const page = await open("alice");
  const asked = new Asked(page);
  await visit(page, `/conflicts/${id}`);
  await expect(page.getByRole("group", { name: /spec\.subnets\.default\.vlan/ })).toBeVisible();
  expect(asked.count(`/conflicts/${id}/set`)).toBe(1);
  expect(asked.count("/conflicts")).toBe(0);
  await expect(page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: /Conflicts/ })).toContainText(
    "1",
  );
});
