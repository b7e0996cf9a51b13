/** A fabric that lives in a cluster: the real program, beside a small API server of the test's own. */
import type { Page } from "@playwright/test";
import { vpcObject } from "./support/cluster";
import { FABRIC, vpc, WEB } from "./support/fabric";
import { resourceLink } from "./support/find";
import { visit } from "./support/settled";
import { expect, test, unloaded, type World } from "./support/test";

const DRIFT = "/fabrics/env?tab=drift";

const drift = (page: Page) => page.getByRole("region", { name: "Drift", exact: true });

/** Ticks the row of a resource in the list of drift. */
async function select(page: Page, name: string): Promise<void> {
  await drift(page)
    .getByRole("checkbox", { name: `Select ${name}` })
    .check();
}

/** Saves what a dialog would draft. */
async function save(page: Page): Promise<void> {
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Save \d+ drafts?$/ })
    .click();
}

/** Publishes a change on its page, and waits until Git has it. */
async function publish(page: Page, world: World, change: string): Promise<void> {
  const before = world.repository.commits();
  await visit(page, `/changes/${encodeURIComponent(change)}`);
  await page.getByRole("button", { name: "Publish change" }).click();
  await expect(page.getByText(/^Published as/)).toBeVisible();
  await expect.poll(() => world.repository.commits()).toBe(before + 1);
}

test("an edit in the cluster shows live with who made it, and is accepted, published, re-applied", async ({
  world,
  open,
}) => {
  const cluster = await world.inCluster();
  await world.person("alice", "admin");
  const page = await open("alice");
  await visit(page, DRIFT);
  await expect(page.getByText("No drift", { exact: true })).toBeVisible();
  const stays = await unloaded(page);

  await cluster.vlan("web", 1300);
  for (const words of ["VPC/web", "spec.subnets.default.vlan", "1001", "1300", "kubectl-edit"]) {
    await expect(drift(page)).toContainText(words);
  }
  await stays();
  await expect(page.getByText("1 resource drifted.").first()).toBeVisible();

  await select(page, "VPC/web");
  await page.getByRole("button", { name: "Accept into Git" }).click();
  await expect(page.getByRole("dialog")).toContainText("added:       vlan: 1300");
  await save(page);
  await expect(page.getByRole("dialog")).toBeHidden();
  await publish(page, world, "Edit VPC/web");
  // one value of one line; the comment behind it stays
  expect(world.repository.lastDiff()).toEqual([
    "-      vlan: 1001   # agreed with the storage team",
    "+      vlan: 1300   # agreed with the storage team",
  ]);
  await visit(page, DRIFT);
  await expect(page.getByText("No drift", { exact: true })).toBeVisible();

  await cluster.vlan("storage", 1400);
  await expect(resourceLink(drift(page), "VPC", "storage")).toBeVisible();
  await select(page, "VPC/storage");
  await page.getByRole("button", { name: "Re-apply" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("1 resource would be re-applied.");
  expect(await cluster.vlanOf("storage")).toBe(1400);
  await dialog.getByRole("button", { name: "Re-apply" }).click();
  await expect(dialog).toContainText("1 resource is re-applied.");
  await page.keyboard.press("Escape");
  await expect(page.getByText("No drift", { exact: true })).toBeVisible();
  expect(await cluster.vlanOf("storage")).toBe(1002);
});

test("what only the cluster has is imported, and drift is ignored until a date", async ({ world, open }) => {
  const cluster = await world.inCluster();
  await world.person("alice", "admin");
  const page = await open("alice");
  await visit(page, DRIFT);
  await cluster.put(vpcObject("lab", 1099, "10.0.99.0/24"), "kubectl-create");
  await expect(drift(page)).toContainText("only in the cluster");
  await select(page, "VPC/lab");
  await page.getByRole("button", { name: "Import into Git" }).click();
  await expect(page.getByRole("dialog")).toContainText("added:   name: lab");
  // what the API server keeps in an object is not for Git
  await expect(page.getByRole("dialog")).not.toContainText("managedFields");
  await save(page);
  await expect(page.getByRole("dialog")).toBeHidden();
  await publish(page, world, "Add VPC/lab");
  await visit(page, DRIFT);
  await expect(page.getByText("No drift", { exact: true })).toBeVisible();

  await cluster.vlan("web", 1300);
  await select(page, "VPC/web");
  await page.getByRole("button", { name: "Ignore", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Until").fill("2099-12-24");
  await dialog.getByLabel("Why").fill("the vendor's fix is due");
  await dialog.getByRole("button", { name: "Ignore drift" }).click();
  await expect(dialog).toContainText("1 resource is ignored.");
  await page.keyboard.press("Escape");
  await expect(page.getByText("No resources drifted and 1 is ignored.")).toBeVisible();
  await expect(drift(page)).not.toContainText("VPC/web");
  await drift(page).getByRole("button", { name: "Show Ignored" }).click();
  await expect(drift(page)).toContainText("ignored until 2099-12-24 by alice: the vendor's fix is due");
  await select(page, "VPC/web");
  await page.getByRole("button", { name: "Ignore no longer" }).click();
  await dialog.getByRole("button", { name: "Ignore no longer" }).click();
  await expect(dialog).toContainText("1 resource is told again.");
  await page.keyboard.press("Escape");
  await expect(page.getByText("1 resource drifted.").first()).toBeVisible();
});

test("direct apply is switched on; many deletions wait, are tried and then confirmed", async ({ world, open }) => {
  const many = Array.from({ length: 12 }, (_, at) => `v${at}`);
  const files = Object.fromEntries(
    many.map((name, at) => [`env/${name}.yaml`, vpc(name, 1100 + at, `10.1.${at}.0/24`)]),
  );
  const cluster = await world.inCluster({ ...FABRIC, ...files });
  await world.person("alice", "admin");
  const page = await open("alice");
  await visit(page, "/fabrics/env?tab=settings");
  await page.getByRole("radio", { name: "Hedgerow" }).check();
  await page.getByRole("checkbox", { name: "Delete in the cluster what Git no longer has" }).check();
  await page.getByRole("button", { name: "Save cluster" }).click();
  await expect(page.getByText(/^env lives in lab\. Hedgerow applies what Git changes, and deletes/)).toBeVisible();

  // what Git changes is there without a word
  await visit(page, DRIFT);
  world.repository.push("web: another VLAN", { [WEB]: vpc("web", 1400, "10.0.1.0/24") });
  await expect.poll(() => cluster.vlanOf("web")).toBe(1400);
  await expect(page.getByText("Nothing is under way, refused or waiting.")).toBeVisible();

  world.repository.push("The test beds are gone", Object.fromEntries(Object.keys(files).map((path) => [path, null])));
  const applying = page.getByRole("region", { name: "Being applied" });
  await expect(applying).toContainText("12 resources wait to be applied. Apply now shows");
  await page.getByRole("button", { name: "Apply now" }).click();
  const dialog = page.getByRole("dialog", { name: "Apply env to lab?" });
  await expect(dialog).toContainText("12 have to be confirmed");
  await expect(dialog.getByRole("button", { name: "Apply" })).toBeDisabled();
  await dialog.getByRole("checkbox", { name: "Delete many at once" }).check();
  await expect(dialog).toContainText("12 resources would be applied.");
  expect(await cluster.get("vpcs", "v0")).not.toBeNull();
  await dialog.getByRole("button", { name: "Apply" }).click();
  await expect(dialog).toContainText("12 resources are applied.");
  await page.keyboard.press("Escape");
  expect(await cluster.get("vpcs", "v0")).toBeNull();
  await expect(page.getByText("Nothing is under way, refused or waiting.")).toBeVisible();
  await expect(page.getByText("No drift", { exact: true })).toBeVisible();
});

test("what Git and the cluster both changed is decided on the page, which leads to the change to publish", async ({
  world,
  open,
}) => {
  const cluster = await world.inCluster();
  await world.person("alice", "admin");
  await cluster.vlan("web", 1300);
  await world.drifted("web");
  world.repository.push("web: another VLAN", { [WEB]: vpc("web", 1400, "10.0.1.0/24") });
  const page = await open("alice");
  await visit(page, "/fabrics/env/resources/VPC/default/web");
  await page
    .getByRole("link", { name: /^Decide conflict/ })
    .first()
    .click();
  const row = page.getByRole("group", { name: /^spec\.subnets\.default\.vlan/ });
  for (const words of ["1001", "1300", "1400", "kubectl-edit"]) await expect(row).toContainText(words);
  await row.getByRole("radio", { name: "cluster" }).check();
  await expect(page.getByRole("region", { name: "Outcome" })).toContainText("once “From the cluster” is published");
  await page.getByRole("button", { name: "Apply choice" }).click();
  await page.getByRole("link", { name: "Review and publish From the cluster" }).click();
  await page.getByRole("button", { name: "Publish change" }).click();
  await expect(page.getByText(/^Published as/)).toBeVisible();
  expect(world.repository.read(WEB)).toContain("vlan: 1300   # agreed with the storage team");
  await visit(page, DRIFT);
  await expect(page.getByText("No drift", { exact: true })).toBeVisible();
  await visit(page, "/conflicts");
  await expect(page.getByText(/^No (open )?conflicts?/).first()).toBeVisible();
});

test("a fabric is verified on its page, and the report says what was read", async ({ world, open }) => {
  const cluster = await world.inCluster();
  await world.person("alice", "admin");
  const page = await open("alice");
  await visit(page, "/fabrics/env");
  await page.getByRole("button", { name: "not verified yet" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Verify now" }).click();
  await expect(dialog).toContainText("The database has everything as Git and the cluster have it.");
  await cluster.vlan("web", 1300);
  await world.drifted("web");
  await dialog.getByRole("button", { name: "Verify now" }).click();
  await expect(dialog).toContainText("Those two differ in 1 resource.");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "verified", exact: true })).toBeVisible();
});
