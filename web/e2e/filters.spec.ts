import { FABRIC } from "./support/fabric";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

interface Saved {
  query: Record<string, string>;
}

test("a filter is saved, shared, found by its name, renamed and removed; others see it at once", async ({
  world,
  open,
}) => {
  await world.fabric(FABRIC);
  await world.person("alice", "admin");
  await world.person("vera", "viewer");
  const alice = await open("alice");
  const vera = await open("vera");
  await visit(vera, "/fabrics/env");
  await visit(alice, "/fabrics/env?q=kind:vpc");
  const saved = alice.getByRole("button", { name: "Saved filters" });
  await saved.click();
  await alice.getByRole("menuitem", { name: "Save this filter…" }).click();
  const dialog = alice.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("All VPCs");
  await dialog.getByRole("checkbox", { name: /^Share it/ }).check();
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog).toHaveCount(0);

  // who may only look sees it, applies it, and cannot change it
  await vera.getByRole("button", { name: "Saved filters" }).click();
  await vera.getByRole("menuitem", { name: /^All VPCs/ }).click();
  await expect(vera).toHaveURL(/q=kind/);
  await expect(vera.getByRole("combobox", { name: "Filter resources" })).toHaveValue("kind:vpc");
  await vera.getByRole("button", { name: "Saved filters" }).click();
  await vera.getByRole("menuitem", { name: /^Share, rename/ }).click();
  await expect(vera.getByRole("dialog").getByRole("button", { name: /^Remove/ })).toHaveCount(0);

  // from anywhere by its name
  await visit(alice, "/changes");
  await alice.keyboard.press("Control+k");
  await alice.keyboard.type("all vpcs");
  await alice.getByRole("option", { name: /All VPCs/ }).click();
  await expect(alice.getByRole("combobox", { name: "Filter resources" })).toHaveValue("kind:vpc");

  await saved.click();
  await alice.getByRole("menuitem", { name: /^Share, rename/ }).click();
  await dialog.getByRole("button", { name: "Rename All VPCs" }).click();
  await dialog.getByRole("textbox", { name: /^New name/ }).fill("Every VPC");
  await dialog.getByRole("button", { name: "Rename", exact: true }).click();
  await expect(dialog).toContainText("Every VPC");
  // another page that has it has its new name
  await vera.keyboard.press("Escape");
  await vera.getByRole("button", { name: "Saved filters" }).click();
  await expect(vera.getByRole("menuitem", { name: /^Every VPC/ })).toBeVisible();
  await dialog.getByRole("button", { name: "Remove Every VPC" }).click();
  await expect(dialog).toContainText("No filter of this list is saved.");
  await expect(vera.getByRole("menuitem", { name: /^Every VPC/ })).toHaveCount(0);
  await dialog.getByRole("button", { name: "Undo" }).click();
  await expect(vera.getByRole("menuitem", { name: /^Every VPC/ })).toBeVisible();
});

test("a name that is in use replaces what it says, which is undone", async ({ world, open }) => {
  await world.fabric(FABRIC);
  await world.person("alice", "admin");
  const alice = await open("alice");
  await visit(alice, "/changes?q=state:draft");
  const save = async (name: string, button: string) => {
    await alice.getByRole("button", { name: "Saved filters" }).click();
    await alice.getByRole("menuitem", { name: "Save this filter…" }).click();
    await alice.getByRole("dialog").getByRole("textbox", { name: "Name" }).fill(name);
    await alice.getByRole("dialog").getByRole("button", { name: button, exact: true }).click();
    await expect(alice.getByRole("dialog")).toHaveCount(0);
  };
  await save("Mine", "Save");
  await visit(alice, "/changes?q=author:bob");
  await save("Mine", "Replace Mine");
  const saved = async () => (await (await world.as("alice")).get<{ items: Saved[] }>("/filters")).items;
  expect((await saved()).map(({ query }) => query)).toEqual([{ q: "author:bob" }]);
  await alice.getByRole("button", { name: "Undo" }).click();
  await expect.poll(async () => (await saved()).map(({ query }) => query)).toEqual([{ q: "state:draft" }]);
});

test("a filter of what is not there any more opens and matches nothing", async ({ world, open }) => {
  await world.fabric(FABRIC);
  await world.person("alice", "admin");
  const alice = await world.as("alice");
  const query = { q: "kind:gone" };
  await alice.post("/filters", { name: "Gone kind", page: "resources", fabric: "env", query, shared: false });
  const page = await open("alice");
  await visit(page, "/fabrics/env");
  await page.getByRole("button", { name: "Saved filters" }).click();
  await page.getByRole("menuitem", { name: /^Gone kind/ }).click();
  await expect(page.getByText(/^0 of \d+$|^no .* of/i).first()).toBeVisible();
});
