import { vpc, WEB } from "./support/fabric";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

test("a published change is reverted from its page, and its file is byte for byte as before", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("alice", "publisher");
  const before = world.repository.blob(WEB);
  const id = await world.draft("alice", "moves", 1300);
  const page = await open("alice");
  await visit(page, `/changes/${id}`);
  await expect(page.getByRole("button", { name: "Revert…" })).toHaveCount(0);
  await page.getByRole("button", { name: "Publish change" }).click();
  await expect(page.getByText(/^Published as/)).toBeVisible();
  const published = world.repository.head();
  expect(world.repository.blob(WEB)).not.toBe(before);

  await page.getByRole("button", { name: "Revert…" }).click();
  const dialog = page.getByRole("dialog", { name: "Revert moves?" });
  await expect(dialog).toContainText("Nothing is published yet.");
  await expect(dialog).toContainText('The change Revert "moves" is opened');
  await dialog.getByRole("button", { name: "Revert change" }).click();
  await expect(page.getByRole("heading", { name: 'Revert "moves"' })).toBeVisible();
  await expect(page.getByText("Open: 1 draft, not in Git yet.")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("vlan: 1001");
  expect(world.repository.head()).toBe(published);

  await page.getByRole("button", { name: "Publish change" }).click();
  await expect(page.getByText(/^Published as/)).toBeVisible();
  expect(world.repository.head()).not.toBe(published);
  expect(world.repository.blob(WEB)).toBe(before);

  // nothing of it is left to revert
  await visit(page, `/changes/${id}`);
  await page.getByRole("button", { name: "Revert…" }).click();
  await dialog.getByRole("button", { name: "Revert change" }).click();
  await expect(dialog.getByRole("alert")).toContainText("its resources are as they were before it");
});

test("a resource is restored from its history, in a change that is published like any other", async ({
  world,
  open,
}) => {
  await world.fabric();
  const before = world.repository.blob(WEB);
  world.repository.push("Another VLAN", { [WEB]: vpc("web", 1400, "10.0.1.0/24") });
  world.repository.push("web goes", { [WEB]: null });
  world.repository.push("web is back", { [WEB]: vpc("web", 1500, "10.0.1.0/24") });
  await world.api.post("/fabrics/env/sync");
  await world.person("alice", "publisher");
  const page = await open("alice");
  await visit(page, "/fabrics/env/resources/VPC/default/web?tab=history");
  const entry = (subject: string) => page.getByRole("main").getByRole("listitem").filter({ hasText: subject });
  await expect(entry("web is back")).toBeVisible();
  await expect(entry("web is back").getByRole("button", { name: /Restore/ })).toHaveCount(0);
  await expect(entry("web goes").getByRole("button", { name: /Restore/ })).toHaveCount(0);
  await entry("The network as it is")
    .getByRole("button", { name: /Restore/ })
    .click();
  const dialog = page.getByRole("dialog", { name: "Restore VPC/web?" });
  await expect(dialog).toContainText(
    /VPC\/web becomes what it was at [0-9a-f]{10} \(The network as it is, Olga Outside,/,
  );
  await dialog.getByRole("button", { name: "Restore VPC/web" }).click();
  await expect(
    page.getByText(/^VPC\/web is restored to [0-9a-f]{10} in Edit VPC\/web, not in Git yet\.$/),
  ).toBeVisible();
  expect(world.repository.read(WEB)).toContain("vlan: 1500");

  const alice = await world.as("alice");
  await alice.post("/changes/Edit%20VPC%2Fweb/publish");
  expect(world.repository.blob(WEB)).toBe(before);
  await expect(entry("Edit VPC/web")).toContainText("changed");
});
