import { vpc } from "./support/fabric";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

const SETTINGS = "/fabrics/env?tab=settings";

test("a fabric is moved to another branch after a preview, with its drafts, by keyboard", async ({ world, open }) => {
  await world.fabric();
  await world.person("ada", "admin");
  await world.draft("ada", "moves", 1300);
  world.repository.branch("next");
  const page = await open("ada");
  await visit(page, SETTINGS);
  const { keyboard } = page;
  await page.getByRole("button", { name: "Move fabric" }).focus();
  await keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Move fabric env" });
  await expect(dialog.getByLabel("Branch")).toHaveValue("main");

  // a branch that does not exist is no place to move to
  await dialog.getByLabel("Branch").fill("nowhere");
  await keyboard.press("Enter");
  const preview = dialog.getByRole("region", { name: "Preview of the move" });
  await expect(preview).toBeFocused();
  await expect(preview).toContainText("Branch nowhere does not exist in that repository: push it first");
  await expect(dialog.getByRole("button", { name: "Move fabric env" })).toHaveCount(0);
  await keyboard.press("Tab");
  await expect(dialog.getByRole("button", { name: "Edit the new place" })).toBeFocused();
  await keyboard.press("Enter");

  await dialog.getByLabel("Branch").fill("next");
  await keyboard.press("Enter");
  await expect(preview).toContainText("Branch next contains the commit that was read last.");
  await expect(preview).toContainText("No resource differs.");
  await expect(preview).toContainText("1 draft is kept, with the text it is based on.");
  // Enter, pressed once more, moves nothing: what differs is read first
  await keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Move fabric env" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Place in Git" })).toContainText("next");
  await expect(page.getByRole("button", { name: "Move fabric" })).toBeFocused();
  const { branch, drafts } = await world.api.get<{ branch: string; drafts: number }>("/fabrics/env");
  expect({ branch, drafts }).toEqual({ branch: "next", drafts: 1 });
});

test("a repository is moved to another URL; the preview tells for each fabric what differs there", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("ada", "admin");
  const url = world.repository.copy("elsewhere.git");
  // the copy stays behind: at the new URL, this VPC is gone
  world.repository.push("A lab", { "env/vpcs/lab.yaml": vpc("lab", 1010, "10.0.10.0/24") });
  await world.api.post("/fabrics/env/sync");
  const page = await open("ada");
  await visit(page, "/repositories");
  await page.getByRole("button", { name: "More for network" }).click();
  await page.getByRole("menuitem", { name: "Move to another URL" }).click();
  const dialog = page.getByRole("dialog", { name: "Move repository network" });
  await dialog.getByLabel("URL").fill(url);
  await dialog.getByRole("button", { name: "Preview move" }).click();
  const fabric = dialog.getByRole("region", { name: "env" });
  await expect(fabric).toContainText("does not contain the commit that was read last");
  await fabric.getByText("1 resource deleted").click();
  await expect(fabric.getByText("VPC/lab")).toBeVisible();
  await dialog.getByRole("button", { name: "Move repository network" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("region", { name: "network" })).toContainText("elsewhere.git");
  const { resources } = await world.api.get<{ resources: number }>("/fabrics/env");
  expect(resources).toBe(8);
});

test("a fabric whose remote is gone is disconnected with its drafts, which are listed first", async ({
  world,
  open,
  guard,
}) => {
  // that the remote does not answer is the server's answer
  guard.allow(/status of 502/);
  await world.fabric();
  await world.person("ada", "admin");
  await world.draft("ada", "moves", 1300);
  world.repository.remove();
  await world.api.post("/fabrics/env/sync").catch(() => {});
  const page = await open("ada");
  await visit(page, SETTINGS);
  const place = page.getByRole("region", { name: "Place in Git" });
  await expect(place).toContainText("If they are gone for good, disconnect it");
  await page.getByRole("button", { name: "Move fabric" }).click();
  const moving = page.getByRole("dialog", { name: "Move fabric env" });
  await moving.getByLabel("Branch").fill("next");
  await moving.getByRole("button", { name: "Preview move" }).click();
  await expect(moving.getByRole("alert")).toBeVisible();
  await moving.getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("button", { name: "Disconnect env" }).click();
  const dialog = page.getByRole("dialog", { name: "Disconnect env" });
  await expect(dialog.getByRole("region", { name: "Drafts that are discarded" })).toContainText("edit VPC/web");
  await dialog.getByLabel("Type env to confirm").fill("env");
  await dialog.getByRole("button", { name: "Discard 1 draft and disconnect" }).click();
  await expect(page).toHaveURL(/\/fabrics$/);
  expect((await world.api.get<{ items: object[] }>("/fabrics")).items).toEqual([]);
});
