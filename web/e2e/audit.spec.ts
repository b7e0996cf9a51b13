import { visit } from "./support/settled";
import { expect, test } from "./support/test";

test("the audit is filtered in the address, opened entry by entry, and its chain verified", async ({ world, open }) => {
  await world.fabric();
  await world.person("ada", "admin");
  await world.person("alice", "publisher");
  await world.person("victor", "viewer");
  await world.draft("alice", "moves", 1300);
  await expect(world.draft("victor", "no", 1301)).rejects.toThrow(/403/);
  const page = await open("ada");
  await visit(page, "/audit");
  const table = page.getByRole("table", { name: "Audit" });
  await page.getByLabel("What", { exact: true }).selectOption("draft.save");
  await expect(page).toHaveURL(/action=draft\.save/);
  await expect(table.getByRole("row")).toHaveCount(2);
  await expect(table).toContainText("alice");

  await visit(page, "/audit?outcome=refused&actor=victor");
  await expect(table.getByRole("row")).toHaveCount(2);
  await table.getByRole("row").nth(1).getByRole("link").first().click();
  const entry = page.getByRole("dialog");
  await expect(entry).toContainText("access.refuse");
  await expect(entry).toContainText("Victor Example");
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Verify the chain" }).click();
  await expect(page.getByText(/^The chain is intact: \d+ entries\.$/)).toBeVisible();
});

test("a filter that nothing matches says so", async ({ world, open }) => {
  await world.person("ada", "admin");
  const page = await open("ada");
  await visit(page, "/audit?actor=nobody");
  await expect(page.getByText("No entry matches the filter")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page).toHaveURL(/\/audit$/);
  await expect(page.getByRole("table", { name: "Audit" }).getByRole("row")).not.toHaveCount(0);
});

test("an admin of one fabric sees what was done in it, and is not offered to verify", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "publisher");
  await world.draft("alice", "moves", 1300);
  const roles = [{ fabric: "env", role: "admin" }];
  const mia = { login: "mia", name: "Mia Example", email: "mia@example.org", password: "correct horse battery staple" };
  await world.api.post("/users", { ...mia, roles });
  const page = await open("mia");
  await visit(page, "/audit");
  const table = page.getByRole("table", { name: "Audit" });
  await expect(table).toContainText("alice");
  await expect(page.getByRole("button", { name: "Verify the chain" })).toHaveCount(0);
  // who made which account is nothing of the fabric's
  await visit(page, "/audit?action=user.create");
  await expect(page.getByText("No entry matches the filter")).toBeVisible();
});
