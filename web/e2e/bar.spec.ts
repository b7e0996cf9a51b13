import { resourceLink } from "./support/find";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

test("edits gather in one's own change: the bar says so on every page, undoes, renames, moves and publishes", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("alice", "publisher");
  const page = await open("alice");
  const bar = page.getByRole("region", { name: "Your change" });
  const edit = async (name: string, vlan: string) => {
    await visit(page, "/fabrics/env");
    await resourceLink(page, "VPC", name).click();
    await page.getByRole("button", { name: "Edit spec.subnets.default.vlan" }).click();
    await page.getByRole("textbox", { name: "spec.subnets.default.vlan" }).fill(vlan);
    await page.getByRole("button", { name: "Save field" }).click();
  };
  await visit(page, "/fabrics/env");
  await expect(page.getByRole("table", { name: "Resources of env" })).toBeVisible();
  await expect(bar).toHaveCount(0);
  await edit("web", "1300");
  await expect(bar).toContainText(/Your change Edit VPC\/web: 1 edit · \d+ checks passed/);
  await edit("storage", "1301");
  await expect(bar).toContainText("2 edits");

  // the way back is where it was done
  await page
    .getByRole("region", { name: /Notifications/ })
    .getByRole("button", { name: "Undo" })
    .click();
  await expect(bar).toContainText("1 edit ·");
  await edit("storage", "1302");
  // until the bar has the save, its way back is that of the one before, which is refused
  await expect(bar).toContainText("2 edits");
  await bar.getByRole("button", { name: "Undo" }).click();
  await expect(bar).toContainText("1 edit ·");
  await edit("storage", "1303");
  await expect(bar).toContainText("2 edits");

  await bar.getByRole("button", { name: "More of your change" }).click();
  await page.getByRole("menuitem", { name: "Rename…" }).click();
  await page.getByRole("textbox", { name: "Name of the change" }).fill("bigger pools");
  await page.getByRole("button", { name: "Rename change" }).click();
  await expect(bar).toContainText("Your change bigger pools: 2 edits");

  await bar.getByRole("button", { name: "More of your change" }).click();
  await page.getByRole("menuitem", { name: "Move edits to another change…" }).click();
  const dialog = page.getByRole("dialog", { name: "Move edits of bigger pools" });
  await dialog.getByRole("checkbox", { name: "VPC/storage: edit" }).check();
  await dialog.getByRole("textbox", { name: "Name of the new change" }).fill("later");
  await dialog.getByRole("button", { name: "Move edits" }).click();
  await expect(bar).toContainText("bigger pools: 1 edit");
  await bar.getByRole("button", { name: "More of your change" }).click();
  await page.getByRole("menuitemradio", { name: "later" }).click();
  await page.keyboard.press("Escape");
  await expect(bar).toContainText("Your change later: 1 edit");

  // also where no fabric is in the address, and gone once nothing is open
  await visit(page, "/fabrics");
  await expect(bar).toContainText("in env");
  for (const name of ["later", "bigger pools"]) {
    await visit(page, "/fabrics/env");
    await expect(bar).toContainText(`Your change ${name}`);
    await bar.getByRole("link", { name: "Review and publish" }).click();
    await page.getByRole("button", { name: "Publish change" }).click();
    await expect(page.getByText(/^Published as/)).toBeVisible();
  }
  await visit(page, "/fabrics/env");
  await expect(page.getByRole("table", { name: "Resources of env" })).toBeVisible();
  await expect(bar).toHaveCount(0);
  expect(world.repository.lastSubject()).toBe("bigger pools");
});
