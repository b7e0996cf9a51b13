import type { Page } from "@playwright/test";
import { WEB } from "./support/fabric";
import { fieldRow, retype } from "./support/find";
import { visit } from "./support/settled";
import { expect, test, unloaded, type World } from "./support/test";

const EDIT = "/fabrics/env/resources/VPC/default/web?tab=edit&change=together";

/** Opens the draft that two people share and types over it. */
async function typeInto(page: Page, text: string): Promise<void> {
  await visit(page, EDIT);
  await retype(page.getByRole("textbox", { name: "YAML of VPC/web" }), text);
  await expect(page.getByText("Not saved")).toBeVisible();
}

async function shareDraft(world: World): Promise<string> {
  await world.fabric();
  await world.person("alice", "editor");
  await world.person("bob", "editor");
  const alice = await world.as("alice");
  await alice.post("/fabrics/env/drafts", {
    change: "together",
    edits: [{ op: "set", resource: "VPC/web", fields: ["spec.subnets.default.vlan=1300"] }],
  });
  return world.repository.read(WEB).replace("vlan: 1001", "vlan: 1300");
}

test("of two who type into one draft, the later one is shown both texts and nothing is lost", async ({
  world,
  open,
}) => {
  const draft = await shareDraft(world);
  const [alice, bob] = [await open("alice"), await open("bob")];
  await typeInto(alice, draft.replace("1300", "1301"));
  await typeInto(bob, draft.replace("10.0.1.0/24", "10.0.11.0/24"));

  await alice.getByRole("button", { name: "Save draft" }).click();
  await expect(alice.getByText(/^Saved\./)).toBeVisible();

  const both = bob.getByRole("region", { name: "Both texts" });
  await expect(both).toContainText("Alice Example");
  await expect(both).toContainText("vlan: 1301");
  await expect(both).toContainText("10.0.11.0/24");
  // nothing of Bob's went over Alice's
  const drafts = await (await world.as("alice")).get<Resource>("/fabrics/env/resources/VPC/default/web");
  expect(drafts.drafts[0]?.text).toContain("vlan: 1301");
  expect(drafts.drafts[0]?.text).toContain("10.0.1.0/24");

  // Bob takes theirs, and still gets his own text back
  await both.getByRole("button", { name: "Use their text" }).click();
  const editor = bob.getByRole("textbox", { name: "YAML of VPC/web" });
  await expect(editor).toContainText("vlan: 1301");
  await bob.getByRole("button", { name: "Restore my text" }).click();
  await expect(editor).toContainText("10.0.11.0/24");
});

test("unsaved text survives when the tab is closed by accident and opened again", async ({ world, open }) => {
  const draft = await shareDraft(world);
  const page = await open("alice");
  await typeInto(page, draft.replace("1300", "1377"));
  page.on("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await expect(page.getByText("Your unsaved text is back.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "YAML of VPC/web" })).toContainText("vlan: 1377");
});

test("a colleague's draft appears on the open resource without reloading", async ({ world, open }) => {
  await shareDraft(world);
  const page = await open("bob");
  await visit(page, "/fabrics/env/resources/VPC/default/web");
  const same = await unloaded(page);
  const vlan = fieldRow(page, "spec.subnets.default.vlan");
  await expect(vlan).toContainText("1300");
  await (await world.as("alice")).post("/fabrics/env/drafts", {
    change: "together",
    edits: [{ op: "set", resource: "VPC/web", fields: ["spec.subnets.default.vlan=1355"] }],
  });
  await expect(vlan).toContainText("1355");
  await same();
});

interface Resource {
  drafts: { text?: string }[];
}
