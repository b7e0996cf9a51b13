import type { Locator, Page } from "@playwright/test";
import { attachment, devices, FABRIC, unbundled, WEB } from "./support/fabric";
import { retype } from "./support/find";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

/** The fabric with two more servers, each on a switch of its own. */
const THREE = {
  ...FABRIC,
  "env/devices.yaml": [1, 2, 3].map(devices).join("---\n"),
  "env/connections/server-2--unbundled--leaf-2.yaml": unbundled(2),
  "env/connections/server-3--unbundled--leaf-3.yaml": unbundled(3),
};

const name = (page: Page) => page.getByRole("textbox", { name: "Name", exact: true });

/** Chooses a value of a field that is searched for. */
async function choose(field: Locator, typed: string, chosen: string): Promise<void> {
  await field.click();
  await field.fill(typed);
  await field.page().getByRole("option", { name: chosen }).click();
  await expect(field).toHaveValue(chosen);
}

async function save(page: Page, resource: string): Promise<void> {
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByText(`${resource} is saved in shop, not in Git yet.`, { exact: true })).toBeVisible();
}

test("a VPC with two attachments is made by forms alone, and nothing beside it is touched", async ({ world, open }) => {
  await world.fabric(THREE);
  await world.person("alice", "publisher");
  const alice = await world.as("alice");
  const before = Object.keys(THREE).map((path) => [path, world.repository.blob(path)]);
  const page = await open("alice");

  await visit(page, "/fabrics/env/new?kind=VPC&change=shop");
  await name(page).fill("shop");
  await page.getByLabel("Start with").selectOption("One subnet with DHCP");
  const form = page.getByRole("form", { name: "Form of a new VPC" });
  const subnet = form.getByRole("group", { name: "Subnet default" });
  await expect(subnet.getByRole("checkbox", { name: "Serve addresses by DHCP" })).toBeChecked();
  await expect(subnet).toContainText("Next free. The first of VLANNamespace/default.");
  await expect(subnet.getByRole("textbox", { name: "VLAN" })).toHaveValue("1000");
  await expect(subnet.getByRole("textbox", { name: "Subnet", exact: true })).toHaveValue(/^10\.\d+\.\d+\.0\/24$/);
  await save(page, "VPC/shop");

  for (const number of [2, 3]) {
    await visit(page, "/fabrics/env/new?kind=VPCAttachment&change=shop");
    await name(page).fill(`shop--server-${number}`);
    const attached = page.getByRole("form", { name: "Form of a new VPCAttachment" });
    await choose(attached.getByRole("combobox", { name: "VPC and subnet" }), "shop/", "shop/default");
    const connection = `server-${number}--unbundled--leaf-${number}`;
    await choose(attached.getByRole("combobox", { name: "Connection" }), `server-${number}`, connection);
    await save(page, `VPCAttachment/shop--server-${number}`);
  }

  await alice.post("/changes/shop/publish");
  const diff = world.repository.lastDiff();
  expect(diff.filter((line) => line.startsWith("-"))).toEqual([]);
  expect(diff).toContain("+  name: shop--server-3");
  expect(diff.filter((line) => line.includes("subnet: shop/default")).length).toBe(2);
  expect(before.map(([path]) => [path, world.repository.blob(path ?? "")])).toEqual(before);
});

test("a form changes its fields alone: comments stay, and what is taken back leaves no trace", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("alice", "publisher");
  const alice = await world.as("alice");
  const page = await open("alice");
  await visit(page, "/fabrics/env/resources/VPC/default/web?tab=form&change=web");
  const form = page.getByRole("form", { name: "Form of VPC/web" });
  const vlan = form.getByRole("textbox", { name: "VLAN", exact: true });
  await expect(vlan).toHaveValue("1001");

  await vlan.fill("");
  await expect(page.getByText("Not saved")).toBeVisible();
  await vlan.fill("1001");
  await expect(page.getByText("As Git has it")).toBeVisible();

  // what is refused is said at the field, with a free one
  await vlan.fill("1002");
  await expect(vlan).toHaveAttribute("aria-invalid", "true");
  await form.getByRole("button", { name: "Use 1000" }).click();
  await expect(vlan).toHaveValue("1000");
  await vlan.fill("1300");
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await alice.post("/changes/web/publish");
  expect(world.repository.lastDiff()).toEqual([
    "-      vlan: 1001   # agreed with the storage team",
    "+      vlan: 1300   # agreed with the storage team",
  ]);
});

test("form and YAML are of one draft, and each begins where the other was", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "editor");
  const page = await open("alice");
  await visit(page, "/fabrics/env/resources/VPC/default/web?tab=form");
  const form = page.getByRole("form", { name: "Form of VPC/web" });
  const vlan = form.getByRole("textbox", { name: "VLAN", exact: true });
  await vlan.fill("1300");
  await page.getByRole("button", { name: "Show as YAML" }).click();
  const yaml = page.getByRole("textbox", { name: "YAML of VPC/web" });
  await expect(yaml).toContainText("vlan: 1300   # agreed with the storage team");
  await expect(yaml).toBeFocused();
  await expect(page.locator(".cm-activeLine")).toContainText("vlan: 1300");
  await page.getByRole("button", { name: "Show as form" }).click();
  await expect(vlan).toBeFocused();
  await expect(vlan).toHaveValue("1300");

  // what cannot be read is said, with a way to its line
  await page.getByRole("button", { name: "Show as YAML" }).click();
  await retype(yaml, "kind: VPC\nspec: [\n");
  await page.getByRole("button", { name: "Show as form" }).click();
  await expect(page.getByText("The form cannot show this text.")).toBeVisible();
  await page
    .getByRole("button", { name: /^(Go to line \d+|Show as YAML)$/ })
    .last()
    .click();
  await expect(yaml).toContainText("spec: [");
});

test("a duplicate begins without what no two resources may have alike", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "editor");
  const page = await open("alice");
  await visit(page, "/fabrics/env/resources/VPC/default/web");
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Duplicate resource" }).click();
  await name(page).fill("web-2");
  const form = page.getByRole("form", { name: "Form of a new VPC" });
  await expect(form.getByRole("combobox", { name: "VLAN namespace" })).toHaveValue("default");
  await expect(form.getByRole("textbox", { name: "VLAN", exact: true })).toHaveValue("");
  await form.getByRole("button", { name: "Use 1000" }).click();
  await form.getByRole("button", { name: /^Use 10\./ }).click();
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByText(/^VPC\/web-2 is saved in /)).toBeVisible();
  expect(world.repository.read(WEB)).toContain("vlan: 1001");
});

test("the fabric's attachment is shown with what it refers to", async ({ world, open }) => {
  await world.fabric({ ...FABRIC, "env/vpcattachments/web--server-1.yaml": attachment(1, "web", "web--server-1") });
  await world.person("alice", "editor");
  const page = await open("alice");
  await visit(page, "/fabrics/env/resources/VPCAttachment/default/web--server-1?tab=form");
  const form = page.getByRole("form", { name: "Form of VPCAttachment/web--server-1" });
  await expect(form.getByRole("combobox", { name: "Connection" })).toHaveValue("server-1--unbundled--leaf-1");
  await form.getByRole("combobox", { name: "VPC and subnet" }).fill("storage/");
  await page.getByRole("option", { name: "storage/default" }).click();
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
});
