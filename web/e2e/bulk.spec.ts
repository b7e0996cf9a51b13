import { vpc } from "./support/fabric";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

const NAMES = ["web", "storage", "lab", "tills"];
const file = (name: string) => `env/vpcs/${name}.yaml`;
const files = (first: number) =>
  Object.fromEntries(NAMES.map((name, at) => [file(name), vpc(name, first + at, `10.0.${at + 1}.0/24`)]));

test("several conflicts are selected by keyboard, shown before they are decided, and their changes published together", async ({
  world,
  open,
}) => {
  await world.fabric(files(1001));
  await world.person("alice", "admin");
  for (const [at, name] of NAMES.entries()) await world.draft("alice", `${name} moves`, 1300 + at, `VPC/${name}`);
  world.repository.push("other VLANs", files(1401));
  const alice = await world.as("alice");
  await alice.post("/fabrics/env/sync");

  const page = await open("alice");
  await visit(page, "/conflicts");
  const list = page.getByRole("region", { name: "Conflicts", exact: true });
  await expect(list.getByRole("row")).toHaveCount(5);
  await list.focus();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("Shift+J");
  await page.keyboard.press("Shift+J");
  const bar = page.getByRole("region", { name: "Selection" });
  await expect(bar).toContainText("3 resources selected");
  await page.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);
  await page.keyboard.press("x");
  await bar.getByRole("button", { name: "select all 4 that fit" }).click();
  await bar.getByRole("button", { name: "Take draft" }).click();

  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("4 conflicts would be decided.");
  await expect(dialog).toContainText("draft: 1300");
  const state = (await alice.get<{ items: object[] }>("/conflicts?fabric=env&state=open")).items;
  expect(state.length, "a preview decides nothing").toBe(4);
  await dialog.getByRole("button", { name: "Take draft" }).click();
  await expect(dialog).toContainText("4 conflicts are decided.");
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expect(page.getByText("No conflict is open.")).toBeVisible();

  await visit(page, "/changes");
  await page.getByRole("checkbox", { name: "Select tills moves" }).check();
  await bar.getByRole("button", { name: "Discard changes" }).click();
  await expect(dialog).toContainText("1 change would be discarded.");
  await dialog.getByRole("button", { name: "Discard changes" }).click();
  await expect(dialog).toContainText("1 change is discarded.");
  await dialog.getByRole("button", { name: "Close" }).last().click();

  await page.getByRole("checkbox", { name: "Select all shown rows" }).check();
  const before = world.repository.commits();
  await bar.getByRole("button", { name: "Publish changes" }).click();
  await expect(dialog).toContainText("3 changes would be published.");
  await dialog.getByRole("button", { name: "Publish changes" }).click();
  await expect(dialog).toContainText("3 changes are published.");
  expect(world.repository.commits()).toBe(before + 3);
  expect(world.repository.read(file("web"))).toContain("vlan: 1300");
  expect(world.repository.read(file("tills"))).toContain("vlan: 1404");
});
