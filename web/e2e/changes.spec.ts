import { vpc, WEB } from "./support/fabric";
import { retype } from "./support/find";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

test("a change is discarded after a question, and Git and the resource are as before", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "editor");
  const id = await world.draft("alice", "moves", 1300);
  const before = world.repository.head();
  const page = await open("alice");
  await visit(page, `/changes/${id}`);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Discard change" }).click();
  const dialog = page.getByRole("dialog", { name: "Discard moves?" });
  await expect(dialog).toContainText("1 draft by Alice Example will be discarded");
  await dialog.getByRole("button", { name: "Discard change" }).click();
  await expect(page.getByText("Discarded: nothing of it is in Git.")).toBeVisible();
  await visit(page, "/fabrics/env/resources/VPC/default/web");
  await expect(page.getByRole("columnheader", { name: "moves" })).toHaveCount(0);
  expect(world.repository.head()).toBe(before);
});

test("a change that deletes most of a fabric is published only after its name was typed", async ({ world, open }) => {
  const many = Object.fromEntries(
    Array.from({ length: 12 }, (_, at) => [`env/vpcs/v${at}.yaml`, vpc(`v${at}`, 1100 + at, `10.1.${at}.0/24`)]),
  );
  await world.fabric(many);
  await world.person("alice", "publisher");
  const edits = Array.from({ length: 12 }, (_, at) => ({ op: "delete", resource: `VPC/v${at}` }));
  const alice = await world.as("alice");
  const { id } = await alice.post<{ id: string }>("/fabrics/env/drafts", { change: "all gone", edits });
  const before = world.repository.head();
  const page = await open("alice");
  await visit(page, `/changes/${id}`);
  await expect(page.getByText(/publishing asks for a confirmation/)).toBeVisible();
  await page.getByRole("button", { name: "Publish change" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("12 of 12");
  await expect(dialog.getByRole("button", { name: "Publish" })).toBeDisabled();
  expect(world.repository.head()).toBe(before);
  await dialog.getByRole("textbox").fill("env");
  await dialog.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByText(/^Published as/)).toBeVisible();
  expect(world.repository.head()).not.toBe(before);
});

test("what a remote declines waits, with the remote's words, and the drafts are kept", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "publisher");
  const id = await world.draft("alice", "moves", 1300);
  world.repository.decline("the change window is closed");
  const page = await open("alice");
  await visit(page, `/changes/${id}`);
  await page.getByRole("button", { name: "Publish change" }).click();
  const main = page.getByRole("main");
  await expect(main).toContainText("the change window is closed");
  await expect(main.getByRole("region", { name: "Resources of the change" })).toContainText("VPC/web");
  await expect(page.getByRole("button", { name: "Publish change" })).toBeEnabled();
});

test("a deletion says what it would break, each linked, and its file is gone once it is published", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("alice", "publisher");
  const page = await open("alice");
  await visit(page, "/fabrics/env/resources/VPC/default/web");
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete VPC/web?" });
  await expect(dialog).toContainText("1 resource is affected.");
  const affected = dialog.getByRole("list", { name: "What is affected" });
  await expect(affected).toContainText("VPC attachment: VPC, subnet or connection that is missing");
  await expect(affected).not.toContainText("is needed by");
  await expect(dialog).toContainText("The cluster refuses to delete it as long as others need it");
  await expect(affected.getByRole("link", { name: "VPCAttachment/web--server-1" })).toHaveAttribute(
    "href",
    "/fabrics/env/resources/VPCAttachment/default/web--server-1",
  );
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("VPC/web is deleted in Delete VPC/web, not in Git yet.", { exact: true })).toBeVisible();
  expect(world.repository.read(WEB)).toContain("vlan: 1001");
  // the cluster refuses it as long as something refers to it
  const alice = await world.as("alice");
  await alice.post("/changes/Delete%20VPC%2Fweb/publish", { confirm_deletions: true });
  expect(world.repository.read(WEB)).toContain("vlan: 1001");
  const edits = [{ op: "delete", resource: "VPCAttachment/web--server-1" }];
  await alice.post("/fabrics/env/drafts", { change: "Delete VPC/web", edits });
  await alice.post("/changes/Delete%20VPC%2Fweb/publish", { confirm_deletions: true });
  expect(() => world.repository.read(WEB)).toThrow();
});

test("several resources are selected, with Shift and by keyboard, and commented out in one change", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("alice", "editor");
  const page = await open("alice");
  await visit(page, "/fabrics/env?q=kind:vpc");
  const rows = page.getByRole("region", { name: "Resources of env" });
  await rows.getByRole("checkbox", { name: "Select VPC/storage" }).click();
  await rows.getByRole("checkbox", { name: "Select VPC/web" }).click({ modifiers: ["Shift"] });
  const selection = page.getByRole("region", { name: "Selection" });
  await expect(selection).toContainText("2 resources selected");
  await rows.focus();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(selection).toContainText("1 resource selected");
  await page.keyboard.press("x");
  await selection.getByRole("button", { name: "Comment out resources" }).click();
  const dialog = page.getByRole("dialog", { name: "Comment out 2 resources?" });
  await dialog.getByRole("button", { name: "Comment out 2 resources" }).click();
  await expect(
    page.getByText("2 resources are commented out in Comment out VPC/storage and 1 more, not in Git yet.", {
      exact: true,
    }),
  ).toBeVisible();
  await expect(selection).toHaveCount(0);
  const { drafts } = await (await world.as("alice")).get<{ drafts: { name: string; action: string }[] }>(
    "/changes/Comment%20out%20VPC%2Fstorage%20and%201%20more",
  );
  expect(drafts.map(({ name, action }) => `${action} ${name}`).sort()).toEqual([
    "comment out storage",
    "comment out web",
  ]);
});

test("a new resource is written from its schema, may not take a name that is taken, and is one new file", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("alice", "publisher");
  const page = await open("alice");
  await visit(page, "/fabrics/env/new?kind=VPC&view=yaml");
  await page.getByLabel("Name", { exact: true }).fill("web");
  await expect(page.getByText("env has a VPC of this name already.")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("lab");
  await retype(page.getByRole("textbox", { name: "YAML of a new VPC" }), vpc("lab", 1003, "10.0.3.0/24"));
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByText("VPC/lab is saved in Add VPC/lab, not in Git yet.", { exact: true })).toBeVisible();
  const alice = await world.as("alice");
  await alice.post("/changes/Add%20VPC%2Flab/publish");
  expect(world.repository.lastDiff().filter((line) => line.startsWith("-"))).toEqual([]);
  expect(world.repository.lastDiff()).toContain("+  name: lab");
});
