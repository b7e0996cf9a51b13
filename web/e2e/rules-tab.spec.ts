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
  const findings = page.getByRole("region", { name: "Findings of vpc-vlan-other" });
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
