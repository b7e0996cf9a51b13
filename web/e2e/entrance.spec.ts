import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, PASSWORD, test } from "./support/test";

test("the first administrator is made with the code that the server keeps, and logs in", async ({ world, open }) => {
  const file = join(world.program.data, "setup-code");
  const code = readFileSync(file, "utf8").trim();
  // before the requests of a page push its first words out of what is kept of them
  await expect.poll(() => world.program.lastWords()).toContain(file);
  const page = await open();
  await page.goto("/");
  await expect(page).toHaveURL(/\/(login|setup)/);
  expect(world.program.lastWords()).not.toContain(code);
  await page.goto(`/setup#code=${code}`);
  await expect(page.getByRole("heading", { name: "Create the first administrator" })).toBeVisible();
  await expect(page).toHaveURL(/\/setup$/);
  await page.getByLabel("Login").fill("alice");
  await page.getByLabel("Name", { exact: true }).fill("Alice Example");
  await page.getByLabel("E-mail address").fill("alice@example.org");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Password again").fill(PASSWORD);
  await page.getByRole("button", { name: "Create administrator" }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();

  await page.getByRole("button", { name: "Alice Example: account and appearance" }).click();
  await page.getByRole("menuitem", { name: "Log out" }).click();
  await expect(page).toHaveURL(/\/login/);
  await page.getByLabel("Login").fill("alice");
  await page.getByLabel("Password").fill("not the password at all");
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel("Password")).toHaveValue("");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();

  // the code was good once
  expect(existsSync(file)).toBe(false);
  const other = await open();
  await other.goto(`/setup#code=${code}`);
  await expect(other.getByText("This server is set up")).toBeVisible();
});

test("whoever opens an address without being logged in is led back to it", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "editor");
  const page = await open();
  await page.goto("/fabrics/env?tab=directory");
  await page.getByLabel("Login").fill("alice");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page).toHaveURL(/\/fabrics\/env\?tab=directory$/);
  const cookies = await page.context().cookies();
  // The session, and what the browser is recognised by at the next log-in.
  expect(cookies.map(({ name }) => name).sort()).toEqual(["hedgerow_device", "hedgerow_session"]);
  for (const { httpOnly, sameSite } of cookies) {
    expect({ httpOnly, sameSite }).toEqual({ httpOnly: true, sameSite: "Strict" });
  }
});
