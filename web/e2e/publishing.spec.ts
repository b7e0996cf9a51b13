import { WEB } from "./support/fabric";
import { resourceLink, retype } from "./support/find";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

test("a field edited on the page and published is one line in git show", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "publisher");
  const page = await open("alice");
  const before = world.repository.head();

  await visit(page, "/fabrics/env");
  await resourceLink(page, "VPC", "web").click();
  await page.getByRole("button", { name: "Edit spec.subnets.default.vlan" }).click();
  await page.getByRole("textbox", { name: "spec.subnets.default.vlan" }).fill("1300");
  await page.getByRole("button", { name: "Save field" }).click();
  await expect(page.getByText("is saved in Edit VPC/web, not in Git yet").first()).toBeVisible();
  expect(world.repository.head()).toBe(before);

  const bar = page.getByRole("region", { name: "Your change" });
  await expect(bar).toContainText(/Edit VPC\/web: 1 edit · \d+ checks passed/);
  await bar.getByRole("link", { name: "Review and publish" }).click();
  await expect(page.getByRole("heading", { name: "Edit VPC/web" })).toBeVisible();
  const main = page.getByRole("main");
  await expect(main).toContainText("vlan: 1001");
  await expect(main).toContainText("vlan: 1300");
  await page.getByRole("button", { name: /^Publish/ }).click();
  await expect.poll(() => world.repository.head(), { message: "the branch has a new commit" }).not.toBe(before);
  await expect(main).toContainText(world.repository.head().slice(0, 7));

  expect(world.repository.lastDiff()).toEqual([
    "-      vlan: 1001   # agreed with the storage team",
    "+      vlan: 1300   # agreed with the storage team",
  ]);
  expect(world.repository.lastAuthor()).toBe("Alice Example <alice@example.org>");
});

test("what is typed into the editor is saved as a draft, with errors at their lines", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "editor");
  const page = await open("alice");
  await visit(page, "/fabrics/env/resources/VPC/default/web?tab=edit");
  const editor = page.getByRole("textbox", { name: "YAML of VPC/web" });
  const text = world.repository.read(WEB);
  await retype(editor, text.replace("vlan: 1001", "vlan: none"));
  await expect(page.getByRole("button", { name: /line 12 .*must be an integer/ })).toBeVisible();
  await retype(editor, text.replace("vlan: 1001", "vlan: 1044"));
  await page.keyboard.press("Control+s");
  await expect(page.getByText(/^Saved\./)).toBeVisible();
  await page.reload();
  await expect(page.getByRole("textbox", { name: "YAML of VPC/web" })).toContainText("vlan: 1044");
});
