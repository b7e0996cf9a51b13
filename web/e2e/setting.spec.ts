import { FABRIC, vpc } from "./support/fabric";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

const NAMES = ["lab", "shop", "tills"];
const file = (name: string) => `env/vpcs/${name}.yaml`;
const FILES = Object.fromEntries(NAMES.map((name, at) => [file(name), vpc(name, 1501 + at, `10.5.${at}.0/24`)]));

test("a field of several resources is previewed line by line, saved together and taken back", async ({
  world,
  open,
}) => {
  await world.fabric({ ...FABRIC, ...FILES });
  await world.person("alice", "admin");
  const alice = await world.as("alice");
  const page = await open("alice");
  await visit(page, "/fabrics/env?q=kind:vpc");
  for (const name of NAMES) await page.getByRole("checkbox", { name: `Select VPC/${name}` }).check();
  const bar = page.getByRole("region", { name: "Selection" });
  await bar.getByRole("button", { name: "Set a field" }).click();
  const dialog = page.getByRole("dialog");
  const field = dialog.getByRole("combobox", { name: "Field" });

  // the field is searched for, its value has the control that its schema wants
  await field.fill("isolated");
  await dialog.getByRole("option", { name: /spec\.defaultIsolated/ }).click();
  await dialog.getByRole("checkbox", { name: "Value" }).check();
  await dialog.getByRole("button", { name: "Preview" }).click();
  await expect(dialog).toContainText("It would be set in 3 resources.");
  await expect(dialog).toContainText("defaultIsolated: true");
  await dialog.getByRole("button", { name: "Back" }).click();

  // a VLAN that only one may have: the ones that would break the rule stay as they are, with the reason
  await field.fill("spec.subnets.default.vlan");
  await dialog.getByRole("textbox", { name: "Value" }).fill("1502");
  await dialog.getByRole("button", { name: "Preview" }).click();
  await expect(dialog).toContainText("1 has it already and 2 stay as they are.");
  await expect(dialog.getByRole("region", { name: "Stay as they are" })).toContainText("VLAN");
  await expect(dialog.getByRole("button", { name: /^Save in/ })).toHaveCount(0);
  await dialog.getByRole("button", { name: "Back" }).click();

  // another edits one of them between the preview and the save
  await field.fill("metadata.labels.team");
  await dialog.getByRole("textbox", { name: "Value" }).fill("net");
  await dialog.getByRole("button", { name: "Preview" }).click();
  await expect(dialog).toContainText("It would be set in 3 resources.");
  world.repository.push("another VLAN", { [file("lab")]: vpc("lab", 1599, "10.5.0.0/24") });
  await alice.post("/fabrics/env/sync");
  await dialog.getByRole("button", { name: "Save in 3 resources" }).click();
  await expect(dialog).toContainText("It was set in 2 resources and 1 was changed meanwhile.");
  await expect(dialog.getByRole("region", { name: /^Changed meanwhile/ })).toContainText("VPC/lab");
  await dialog.getByRole("button", { name: "Preview these again" }).click();
  await dialog.getByRole("button", { name: "Save in 1 resource" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(/metadata\.labels\.team is set in 1 resource in /).first()).toBeVisible();

  type Change = { drafts: { name: string }[] };
  const drafts = async () =>
    (await alice.get<{ items: Change[] }>("/changes")).items[0]?.drafts.map(({ name }) => name);
  expect((await drafts())?.sort()).toEqual(NAMES);
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect.poll(async () => (await drafts())?.sort()).toEqual(["shop", "tills"]);
});
