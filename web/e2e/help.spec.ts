import { expectAccessible } from "./support/axe";
import { expect, test } from "./support/test";

test("the documentation is read within the application, and its links stay there", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "viewer");
  const page = await open("alice");
  await page.goto("/drift");
  await page.getByRole("link", { name: /^Help: what is compared/ }).click();
  await expect(page).toHaveURL(/\/help\/drift$/);
  await expect(page.getByRole("heading", { level: 1, name: "Drift" })).toBeVisible();
  await page.getByRole("article").getByRole("link", { name: "follows a fabric's cluster" }).click();
  await expect(page).toHaveURL(/\/help\/clusters#drift$/);
  await expect(page.getByRole("heading", { level: 2, name: "Drift" })).toBeInViewport();
});

test("an address of a section is opened at it, and the search finds in all pages", async ({ world, open }) => {
  await world.person("alice", "viewer");
  const page = await open("alice");
  await page.goto("/help/merging#policies");
  await expect(page.getByRole("heading", { level: 2, name: "Policies" })).toBeInViewport();
  await page.getByRole("searchbox", { name: "Search the documentation" }).fill("sealing key");
  await page.getByRole("link", { name: "Credentials: The sealing key" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "The sealing key" })).toBeInViewport();
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByRole("link", { name: "Documentation" }).click();
  await expect(page).toHaveURL(/\/help$/);
  await expect(page.getByRole("dialog")).toBeHidden();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing grave in the documentation, ${colorScheme}`, async ({ world, open }) => {
    await world.person("alice", "viewer");
    const page = await open("alice", { colorScheme });
    for (const path of ["/help", "/help/merging", "/help?q=policy"]) await expectAccessible(page, path);
  });
}
