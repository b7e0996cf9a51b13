import { vpc, WEB } from "./support/fabric";
import { retype } from "./support/find";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

const EDIT = "/fabrics/env/resources/VPC/default/web?tab=edit";

test("Git moves under what somebody types: both texts are shown, nothing is saved unseen, and what is then saved is what is published", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("alice", "publisher");
  const page = await open("alice");
  await visit(page, EDIT);
  const editor = page.getByRole("textbox", { name: "YAML of VPC/web" });
  await retype(editor, world.repository.read(WEB).replace("vlan: 1001", "vlan: 1300"));
  world.repository.push("web: another network", { [WEB]: vpc("web", 1001, "10.0.9.0/24") });

  const both = page.getByRole("region", { name: "Both texts" });
  await expect(both).toContainText("Git's text changed while you were typing.");
  await expect(both).toContainText("10.0.9.0/24");
  await expect(both).toContainText("vlan: 1300");
  await both.getByRole("button", { name: "Save my text" }).click();
  await expect(page.getByText(/^Saved\./)).toBeVisible();
  await page.getByRole("link", { name: "Open Edit VPC/web" }).click();
  await page.getByRole("button", { name: "Publish change" }).click();
  await expect(page.getByText(/^Published as/)).toBeVisible();
  const text = world.repository.read(WEB);
  expect(text).toContain("vlan: 1300");
  expect(text).toContain("10.0.1.0/24");
});

test("Git moves under a saved draft: the editor says what publishing does and shows what Git changed", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("alice", "editor");
  await world.draft("alice", "moves", 1300);
  const page = await open("alice");
  await visit(page, `${EDIT}&change=moves`);
  world.repository.push("web: another network", { [WEB]: vpc("web", 1001, "10.0.9.0/24") });
  await expect(
    page.getByText("Publishing merges both: Git's edits and the draft's do not touch the same fields."),
  ).toBeVisible();
  await page.getByRole("button", { name: "What Git changed" }).click();
  await expect(page.getByRole("region", { name: "What Git changed" })).toContainText("10.0.9.0/24");
  world.repository.push("web: another VLAN", { [WEB]: vpc("web", 1400, "10.0.9.0/24") });
  await expect(page.getByText("1 conflict must be decided before moves can be published.")).toBeVisible();
  await page.getByRole("link", { name: "Decide" }).first().click();
  await expect(page).toHaveURL(/\/conflicts/);
});

test("the session ends under a typed text: logging in again over it loses nothing", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "editor");
  const page = await open("alice");
  await visit(page, EDIT);
  await retype(
    page.getByRole("textbox", { name: "YAML of VPC/web" }),
    world.repository.read(WEB).replace("vlan: 1001", "vlan: 1300"),
  );
  await page.context().clearCookies();
  const again = page.getByRole("dialog", { name: "Your session ended" });
  // Whoever asks first hears of it: this save, or a check of the text that was on its way.
  await expect(async () => {
    if (!(await again.isVisible())) await page.getByRole("button", { name: "Save draft" }).click({ timeout: 1000 });
    await expect(again).toBeVisible();
  }).toPass();
  await again.getByLabel("Password").fill("correct horse battery staple");
  await again.getByRole("button", { name: "Log in", exact: true }).click();
  await expect(again).toHaveCount(0);
  await page.getByRole("button", { name: "Save draft" }).click();
  await expect(page.getByText(/^Saved\./)).toBeVisible();
  const { drafts } = await (await world.as("alice")).get<{ drafts: { text: string }[] }>(
    "/fabrics/env/resources/VPC/default/web",
  );
  expect(drafts[0]?.text).toContain("vlan: 1300");
});
