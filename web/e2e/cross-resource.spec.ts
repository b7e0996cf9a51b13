import type { Locator, Page } from "@playwright/test";
import { resourceLink } from "./support/find";
import { visit } from "./support/settled";
import { expect, test, unloaded, type World } from "./support/test";

const SUBNET = "spec.subnets.default.subnet";
/** More than any page has places to stop at. */
const MOST_TABS = 80;

/** Drafts a subnet as somebody, in a change, and gives the change's id. */
async function draftSubnet(world: World, login: string, change: string, name: string, subnet: string): Promise<string> {
  const edits = [{ op: "set", resource: `VPC/${name}`, fields: [`${SUBNET}=${subnet}`] }];
  const api = await world.as(login);
  return (await api.post<{ id: string }>("/fabrics/env/drafts", { change, edits })).id;
}

/** Goes on with Tab until something has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let at = 0; at < MOST_TABS; at += 1) {
    if (await wanted.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("Tab does not lead there");
}

test("of two who draft overlapping subnets both are warned, and the second one decides by keyboard and publishes", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("alice", "publisher");
  await world.person("bob", "publisher");
  const mine = await draftSubnet(world, "alice", "web moves", "web", "10.0.9.0/24");
  const [alice, bob] = [await open("alice"), await open("bob")];
  await visit(alice, `/changes/${mine}`);
  const same = await unloaded(alice);
  const theirs = await draftSubnet(world, "bob", "storage grows", "storage", "10.0.8.0/23");

  // both are told, Alice without loading her page again
  const warned = alice.getByRole("region", { name: "Other open changes" });
  await expect(warned).toContainText("Together with change storage grows by Bob Example this breaks:");
  await expect(resourceLink(warned, "VPC", "web")).toBeVisible();
  await expect(resourceLink(warned, "VPC", "storage")).toBeVisible();
  await visit(bob, "/changes");
  await expect(bob.getByTitle(/^Together with change web moves by Alice Example it breaks VPC: subnet/)).toBeVisible();
  await visit(bob, `/changes/${theirs}`);
  await expect(bob.getByRole("region", { name: "Other open changes" })).toContainText("web moves");

  await bob.getByRole("button", { name: "Publish change" }).click();
  await expect(bob.getByText(/Published as/)).toBeVisible();

  // Alice sees the conflict on the page that she is on; from here on she uses the keyboard only
  await expect(alice.getByRole("button", { name: "Publish change" })).toBeDisabled();
  await expect(warned).toHaveCount(0);
  const decide = alice.getByRole("link", { name: /^Decide/ }).first();
  await tabTo(alice, decide);
  await alice.keyboard.press("Enter");
  if (!/\/conflicts\/\d+$/.test(alice.url())) {
    const listed = alice.getByRole("main").getByRole("link", { name: "VPC web" });
    await expect(alice.getByRole("main")).toContainText("breaks a rule together with VPC/storage in Git");
    await tabTo(alice, listed);
    await alice.keyboard.press("Enter");
  }
  const row = alice.getByRole("group", { name: /VPC: subnet of another VPC, VPC\/web and VPC\/storage/ });
  await expect(row).toContainText("10.0.9.0/24");
  await expect(row).toContainText("10.0.8.0/23");
  await expect(row).toContainText("env/vpcs/storage.yaml");

  await alice.keyboard.press("1");
  const typed = row.getByRole("textbox", { name: `Another value for ${SUBNET} of VPC/web, as YAML` });
  await expect(typed).toBeFocused();
  await alice.keyboard.type("10.0.9.128/25");
  await expect(row).toContainText(/overlaps/);
  await expect(typed).toHaveAttribute("aria-invalid", "true");
  // who applies it all the same is refused, at the field
  await alice.keyboard.press("Enter");
  await alice.keyboard.press("Enter");
  await expect(row.getByRole("alert")).toContainText("That would break a rule");

  await alice.keyboard.press("1");
  await expect(typed).toBeFocused();
  await alice.keyboard.press("Control+a");
  await alice.keyboard.type("10.0.11.0/24");
  await expect(row).toContainText(/✓ matches the schema; \d+ checks passed/);
  await alice.keyboard.press("Enter");
  await alice.keyboard.press("Enter");
  const on = alice.getByRole("link", { name: "Review diff and publish" });
  await expect(alice.getByText("Every conflict of web moves is decided")).toBeVisible();
  await tabTo(alice, on);
  await alice.keyboard.press("Enter");
  const publish = alice.getByRole("button", { name: "Publish change" });
  await expect(publish).toBeEnabled();
  await tabTo(alice, publish);
  await alice.keyboard.press("Enter");
  await expect(alice.getByText(/Published as/)).toBeVisible();
  await same();
  expect(world.repository.lastDiff()).toEqual(["-      subnet: 10.0.1.0/24", "+      subnet: 10.0.11.0/24"]);
});

test("the other resource is changed in the same change, with a value that is free", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "publisher");
  await world.person("bob", "publisher");
  await draftSubnet(world, "alice", "web moves", "web", "10.0.9.0/24");
  await draftSubnet(world, "bob", "storage grows", "storage", "10.0.9.0/24");
  await (await world.as("bob")).post("/changes/storage%20grows/publish");
  const page = await open("alice");
  await visit(page, "/conflicts");
  await page.getByRole("main").getByRole("link", { name: "VPC web" }).click();

  const storage = page.getByRole("region", { name: /VPC\/storage in Git/ });
  await storage.getByRole("button", { name: /^next free: 10\./ }).click();
  await expect(storage).toContainText(/✓ matches the schema; \d+ checks passed/);
  await page.getByRole("button", { name: "Apply choice" }).click();
  await expect(page.getByText("VPC/storage is changed instead")).toBeVisible();
  await page.getByRole("link", { name: "Review diff and publish" }).click();
  await expect(page.getByRole("region", { name: "Resources of the change" })).toContainText("VPC/storage");
  await page.getByRole("button", { name: "Publish change" }).click();
  await expect(page.getByText(/Published as/)).toBeVisible();
});

const ATTACHED = `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPCAttachment
metadata:
  name: storage--server-1
spec:
  connection: server-1--unbundled--leaf-1
  subnet: storage/default
`;

test("a deletion of what Git refers to since then is dropped with its draft, and the page leads on", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("alice", "publisher");
  const edits = [{ op: "delete", resource: "VPC/storage" }];
  await (await world.as("alice")).post("/fabrics/env/drafts", { change: "storage goes", edits });
  const page = await open("alice");
  await visit(page, "/conflicts");
  world.repository.push("storage is attached", { "env/vpcattachments/storage.yaml": ATTACHED });
  await page.getByRole("main").getByRole("link", { name: "VPC storage" }).click();

  const row = page.getByRole("group", { name: /VPC: still in use, VPC\/storage and VPCAttachment\/storage--server-1/ });
  await expect(row).toContainText("is needed by VPCAttachment/storage--server-1");
  await row.getByRole("radio", { name: "discard the draft" }).check();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Every conflict of storage goes is decided; it has no drafts left.")).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
});
