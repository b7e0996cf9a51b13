import { expectAccessible } from "./support/axe";
import { vpc } from "./support/fabric";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

test("a broken rule leads to both resources, is set to a warning, and the installation is given", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("alice", "admin");
  await world.person("victor", "viewer");
  world.repository.push("two with one VLAN", {
    "env/vpcs/twins.yaml": `${vpc("twin-a", 1777, "10.0.77.0/24")}---\n${vpc("twin-b", 1777, "10.0.78.0/24")}`,
  });
  const alice = await world.as("alice");
  await alice.post("/fabrics/env/sync");

  const page = await open("alice");
  await expectAccessible(page, "/fabrics/env?tab=rules&q=is:broken");
  await visit(page, "/fabrics/env?tab=rules");
  const rule = page
    .getByRole("listitem")
    .filter({ has: page.locator("summary code", { hasText: /^vpc-vlan-other$/ }) });
  await rule.getByRole("link", { name: /error/ }).click();
  const findings = page.getByRole("list", { name: "Findings of vpc-vlan-other" });
  await expect(findings.getByRole("link", { name: "VPC/twin-b" }).first()).toBeVisible();
  await page.getByLabel("Level in this fabric").selectOption("warning");
  await expect(rule.getByText("set to warning")).toBeVisible();
  await expect(rule.getByRole("link", { name: /warning/ })).toBeVisible();
  await rule.getByText("Examples").click();
  await expect(rule.getByText("Does not break it")).toBeVisible();

  const installation = page.getByRole("region", { name: "Installation settings" });
  await installation.getByRole("button", { name: "Use the installer's defaults" }).click();
  await expect(installation).toContainText("installed with the installer's defaults");
  await installation.getByRole("button", { name: "Edit settings" }).click();
  await installation.getByLabel("Spine ASN").fill("65200");
  await installation.getByRole("button", { name: "Save settings" }).click();
  await expect(installation.getByRole("alert")).toContainText("among those of leaves");
  await installation.getByLabel("Spine ASN").fill("64999");
  await installation.getByRole("button", { name: "Save settings" }).click();
  await expect(installation.getByText("64999")).toBeVisible();

  const viewer = await open("victor");
  await visit(viewer, "/fabrics/env?tab=rules&q=id:vpc-vlan-other");
  await expect(viewer.getByText("set to warning")).toBeVisible();
  await expect(viewer.getByLabel("Level in this fabric")).toHaveCount(0);
  await expect(viewer.getByRole("button", { name: "Edit settings" })).toHaveCount(0);
});

test("a fabric declares rules of its own: mistakes are at their lines, and what is broken is found", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("alice", "admin");
  await world.person("victor", "viewer");
  const network = (name: string, tenant: string) =>
    `apiVersion: example.com/v1\nkind: Network\nmetadata: {name: ${name}}\nspec: {tenant: ${tenant}, vni: 7}\n`;
  world.repository.push("networks", {
    "env/networks.yaml": `${network("a", "blue")}---\n${network("b", "red")}`,
    "env/tenant.yaml": "apiVersion: example.com/v1\nkind: Tenant\nmetadata: {name: blue}\nspec: {}\n",
  });
  const alice = await world.as("alice");
  await alice.post("/fabrics/env/sync");

  const page = await open("alice");
  await visit(page, "/fabrics/env?tab=rules");
  const declared = page.getByRole("region", { name: "Declared rules" });
  await declared.getByRole("button", { name: "Declare rules" }).click();
  const editor = declared.getByRole("textbox", { name: "Declared rules" });
  const write = async (text: string) => {
    await editor.press("ControlOrMeta+a");
    await editor.press("Delete");
    await page.keyboard.insertText(text);
    await declared.getByRole("button", { name: "Save rules" }).click();
  };
  await write("# ours\nvlan: {unique: {of: {kind: VPC, path: spec.vlans}}}\n");
  await expect(declared.getByRole("alert")).toContainText("Line 2: VPC does not have spec.vlans");
  await expect(editor).toContainText("# ours");
  await write(
    "vni: {unique: {of: {kind: Network.example.com, path: spec.vni}}}\n" +
      "tenant: {reference: {from: {kind: Network.example.com, path: spec.tenant}, to: {kind: Tenant.example.com}}}\n",
  );
  await expect(declared.getByText("2 errors")).toBeVisible();
  await expect(declared.getByText("no definition of Network.example.com is given").first()).toBeVisible();
  await expectAccessible(page, "/fabrics/env?tab=rules&q=is:declared");

  await visit(page, "/fabrics/env?tab=rules");
  await declared.getByRole("link", { name: "declared/vni" }).click();
  const findings = page.getByRole("list", { name: "Findings of declared/vni" });
  await expect(findings.getByRole("link", { name: "Network/b" }).first()).toBeVisible();
  await page.getByLabel("Level in this fabric").selectOption("warning");
  await expect(declared.getByText("2 warnings")).toBeVisible();

  const viewer = await open("victor");
  await visit(viewer, "/fabrics/env?tab=rules&q=id:declared/vni");
  await expect(viewer.getByText("set to warning").first()).toBeVisible();
  await expect(viewer.getByRole("button", { name: "Edit declared rules" })).toHaveCount(0);
});
