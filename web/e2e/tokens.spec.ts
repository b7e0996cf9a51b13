import { Api } from "./support/api";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

test("a token is shown once, does what it was given, and nothing after it is revoked", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "publisher");
  const page = await open("alice");
  await visit(page, "/settings?tab=tokens");
  await page.getByRole("button", { name: "Create a token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Create token" }).click();
  await expect(dialog.getByText("a name is needed: what it is for")).toBeVisible();
  await dialog.getByLabel("Name").fill("nightly backup");
  await dialog.getByRole("button", { name: "Create token" }).click();
  await expect(page.getByText("Copy it now: it is not shown again.")).toBeVisible();
  const token = (await page.getByRole("dialog").locator("code").first().textContent()) ?? "";
  await page.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("listitem").filter({ hasText: "nightly backup" });
  await expect(row).toContainText("May see.");
  await expect(page.getByText(token)).toHaveCount(0);

  const api = Api.withToken(world.url, token);
  expect(await api.get<{ login: string }>("/me")).toMatchObject({ kind: "token", login: "alice" });
  const edits = [{ op: "delete", resource: "VPC/web" }];
  await expect(api.post("/fabrics/env/drafts", { change: "no", edits })).rejects.toThrow(/403.*edit/s);

  await row.getByRole("button", { name: "Revoke token" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke token" }).click();
  await expect(page.getByText("No token yet")).toBeVisible();
  await expect(api.get("/me")).rejects.toThrow(/401/);
});

test("nobody can give a token more than they have", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "editor");
  const page = await open("alice");
  await visit(page, "/settings?tab=tokens");
  await page.getByRole("button", { name: "Create a token" }).click();
  const scopes = page.getByRole("dialog").getByRole("group", { name: "What it may do" });
  await expect(scopes.getByRole("checkbox", { name: "Decide conflicts" })).toBeVisible();
  await expect(scopes.getByRole("checkbox")).toHaveCount(3);
});
