import { visit } from "./support/settled";
import { expect, PASSWORD, test } from "./support/test";

test("a person is added with a role in one fabric, logs in, and may do that and no more", async ({ world, open }) => {
  await world.fabric();
  await world.person("ada", "admin");
  const page = await open("ada");
  await visit(page, "/people");
  await page.getByRole("button", { name: "Add a person" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a person" });
  await dialog.getByLabel("Login").fill("erin");
  await dialog.getByLabel("Name", { exact: true }).fill("Erin Example");
  await dialog.getByLabel("E-mail address").fill("erin@example.org");
  await dialog.getByLabel("First password").fill("short");
  await dialog.getByRole("radio", { name: "env: editor" }).check();
  await dialog.getByRole("button", { name: "Add person" }).click();
  await expect(dialog.getByText(/12 characters/).last()).toBeVisible();
  await dialog.getByLabel("First password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Add person" }).click();
  await expect(page.getByText("Erin Example can log in as erin.", { exact: true })).toBeVisible();
  await expect(page.getByRole("table", { name: "People" })).toContainText("editor of env");

  const erin = await open("erin");
  await visit(erin, "/fabrics/env");
  await expect(erin.getByRole("button", { name: "Sync now" })).toBeVisible();
  await expect(erin.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "People" })).toHaveCount(0);
  await visit(erin, "/settings");
  const rights = erin.getByRole("region", { name: "What you may do" });
  await expect(rights).toContainText("see, edit drafts and sync and decide conflicts");
});

test("somebody who is deactivated is asked to log in where they are, and cannot", async ({ world, open }) => {
  await world.fabric();
  await world.person("ada", "admin");
  await world.person("erin", "editor");
  const [ada, erin] = [await open("ada"), await open("erin")];
  await visit(erin, "/fabrics/env");
  await visit(ada, "/people?person=erin");
  await ada.getByLabel("May log in").uncheck();
  await ada.getByRole("dialog").getByRole("button", { name: "Save account" }).click();
  await expect(ada.getByText("erin is changed.", { exact: true })).toBeVisible();
  const again = erin.getByRole("dialog", { name: "Your session ended" });
  await again.getByLabel("Password").fill(PASSWORD);
  await again.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(again.getByRole("alert")).toBeVisible();
});

test("of two who edit one account, the later one is told and keeps what they typed", async ({ world, open }) => {
  await world.person("ada", "admin");
  await world.person("erin", "editor");
  const page = await open("ada");
  await visit(page, "/people?person=erin");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Erin Newname");
  await world.api.patch("/users/erin", { email: "erin@elsewhere.example" });
  await dialog.getByRole("button", { name: "Save account" }).click();
  await expect(dialog.getByText("Somebody changed this account while it was open.")).toBeVisible();
  await dialog.getByRole("button", { name: "Keep my edits on top of theirs" }).click();
  await expect(dialog.getByLabel("E-mail address")).toHaveValue("erin@elsewhere.example");
  await dialog.getByRole("button", { name: "Save account" }).click();
  await expect(page.getByText("erin is changed.", { exact: true })).toBeVisible();
  expect(await world.api.get("/users/erin")).toMatchObject({ name: "Erin Newname", email: "erin@elsewhere.example" });
});
