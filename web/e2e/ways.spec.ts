import { FABRIC } from "./support/fabric";
import { resourceLink } from "./support/find";
import { visit } from "./support/settled";
import { expect, PASSWORD, test } from "./support/test";

test("anything is found and opened by keyboard alone", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "viewer");
  const page = await open("alice");
  await visit(page, "/");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("storage");
  await expect(page.getByRole("option", { name: /storage/ }).first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/resources\/VPC[^/]*\/default\/storage$/);
  await expect(page.getByRole("heading", { name: "VPC/storage" })).toBeVisible();
});

test("a filter stands in the address, and is there again when the page is loaded again", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "viewer");
  const page = await open("alice");
  await visit(page, "/fabrics/env");
  const table = page.getByRole("table", { name: "Resources of env" });
  await page.getByRole("combobox", { name: "Filter resources" }).fill("kind:vpc stor");
  await expect(table).toHaveAttribute("aria-rowcount", "2");
  await expect(page).toHaveURL(/q=kind%3Avpc\+stor/);
  await page.reload();
  await expect(resourceLink(table, "VPC", "storage")).toBeVisible();
  await expect(table).toHaveAttribute("aria-rowcount", "2");
  await expect(resourceLink(table, "VPC", "web")).toHaveCount(0);
});

test("a new password ends the other sessions, and this one goes on", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "viewer");
  const [here, there] = [await open("alice"), await open("alice")];
  await visit(there, "/fabrics");
  await visit(here, "/settings");
  await here.getByLabel("Current password").fill(PASSWORD);
  await here.getByLabel("New password", { exact: true }).fill("another horse battery staple");
  await here.getByLabel("New password again").fill("another horse battery staple");
  await here.getByRole("button", { name: "Change the password" }).click();
  await expect(here.getByText("The password is changed; your other sessions ended.", { exact: true })).toBeVisible();
  await expect(there.getByRole("dialog", { name: "Your session ended" })).toBeVisible();
  await visit(here, "/fabrics");
});

test("an administrator connects a repository and a fabric from nothing, and sees its resources", async ({
  world,
  open,
}) => {
  world.repository.push("The network as it is", FABRIC);
  await world.person("ada", "admin");
  const page = await open("ada");
  await visit(page, "/repositories?new=1");
  await page.getByLabel("URL").fill(world.repository.url);
  await page.getByRole("dialog").getByRole("button", { name: "Connect" }).click();
  await expect(page.getByText("The connection works; the branch is main.")).toBeVisible();
  await page.getByRole("link", { name: "Pick its branch and directory" }).click();
  const dialog = page.getByRole("dialog", { name: "Connect a fabric" });
  await dialog.getByRole("combobox", { name: "Branch" }).click();
  await dialog.getByRole("option", { name: "main" }).click();
  await dialog.getByRole("region", { name: "Directories" }).getByRole("button", { name: "env/" }).click();
  await expect(dialog.getByRole("region", { name: "What is there" })).toContainText("2 VPC");
  await expect(dialog.getByRole("textbox", { name: "Name" })).toHaveValue("env");
  await dialog.getByRole("button", { name: "Connect fabric" }).click();
  await expect(resourceLink(page, "VPC", "web")).toBeVisible();
});

test("initialising a managed directory shows every step of its commit before it makes it", async ({ world, open }) => {
  world.repository.push("A drop box", { "lab/raw/readme.md": "drop files here\n" });
  await world.api.post("/repositories", { name: "network", url: world.repository.url, branch: "main" });
  await world.api.post("/fabrics", { name: "lab", repository: "network", directory: "lab", layout: "managed" });
  await world.person("ada", "admin");
  const before = world.repository.head();
  const page = await open("ada");
  await visit(page, "/fabrics/lab?tab=directory");
  await page.getByRole("button", { name: "Preview the commit" }).click();
  const dialog = page.getByRole("dialog", { name: "Repair the directory" });
  await expect(dialog).toContainText("create lab/unmanaged/");
  expect(world.repository.head()).toBe(before);
  await dialog.getByRole("button", { name: "Commit and push" }).click();
  await expect(page.getByText(/^Committed as/)).toBeVisible();
  expect(world.repository.head()).not.toBe(before);
  await expect(page.getByRole("button", { name: "Preview the commit" })).toHaveCount(0);
});
