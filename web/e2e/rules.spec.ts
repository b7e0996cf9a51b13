import { WEB } from "./support/fabric";
import { resourceLink, retype } from "./support/find";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

const EDITOR = "/fabrics/env/resources/VPC/default/web?tab=edit";

test("a VLAN that is taken is told while it is typed, by whom, with a link to it", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "editor");
  const page = await open("alice");
  await visit(page, EDITOR);
  const editor = page.getByRole("textbox", { name: "YAML of VPC/web" });
  const text = world.repository.read(WEB);
  await retype(editor, text.replace("vlan: 1001", "vlan: 1002"));
  const finding = page.getByRole("button", { name: /line 12 .*1002 is the VLAN of VPC\/storage/ });
  await expect(finding).toBeVisible();
  await retype(editor, text.replace("vlan: 1001", "vlan: 1044"));
  await expect(page.getByText(/It matches its schema; \d+ checks passed/)).toBeVisible();
  await expect(finding).toHaveCount(0);

  await retype(editor, text.replace("vlan: 1001", "vlan: 1002"));
  await expect(finding).toBeVisible();
  await page.keyboard.press("Control+s");
  await expect(page.getByText(/^Saved\./)).toBeVisible();
  await page.getByRole("listitem").filter({ has: finding }).getByRole("link", { name: "VPC/storage" }).click();
  await expect(page.getByRole("heading", { name: "VPC/storage" })).toBeVisible();
});

test("a change that breaks a rule is refused with the rule, both resources and what was checked", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("alice", "publisher");
  const id = await world.draft("alice", "a VLAN that is taken", 1002);
  const alice = await world.as("alice");
  const before = world.repository.head();
  const page = await open("alice");
  await visit(page, `/changes/${id}`);
  const checks = page.getByRole("region", { name: "Checks" });
  await expect(checks).toContainText("VPC: VLAN of another VPC");
  await expect(checks).toContainText(/\d+ checks passed/);
  await expect(resourceLink(checks, "VPC", "web")).toBeVisible();
  await expect(resourceLink(checks, "VPC", "storage")).toBeVisible();
  await expect(page.getByRole("button", { name: "Publish change" })).toBeDisabled();

  // who asks all the same is refused, with the rule
  await alice.post(`/changes/${id}/publish`);
  const main = page.getByRole("main");
  await expect(main).toContainText("It breaks rules, so nothing was pushed.");
  await expect(main).toContainText("1002 is the VLAN of VPC/storage");
  expect(world.repository.head()).toBe(before);
});

test("a change that breaks nothing says how much was checked", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "publisher");
  const id = await world.draft("alice", "a free VLAN", 1044);
  const page = await open("alice");
  await visit(page, `/changes/${id}`);
  const checks = page.getByRole("region", { name: "Checks" });
  await expect(checks).toContainText(/Nothing blocks publishing: \d+ checks passed/);
  await expect(page.getByRole("button", { name: "Publish change" })).toBeEnabled();
});

test("what Git breaks is listed by rule, and leads to both places", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "viewer");
  world.repository.push("web takes the VLAN of storage", {
    [WEB]: world.repository.read(WEB).replace("vlan: 1001", "vlan: 1002"),
  });
  await world.api.post("/fabrics/env/sync");
  const page = await open("alice");
  await visit(page, "/");
  await expect(page.getByRole("main")).toContainText("VPC: VLAN of another VPC (2)");
  await visit(page, "/fabrics/env?tab=findings");
  const group = page.getByRole("group").filter({ hasText: "vpc-vlan-other" });
  await expect(group).toContainText("2 findings");
  await group.getByRole("link", { name: `${WEB}:12`, exact: true }).click();
  await expect(page.getByRole("heading", { name: "VPC/web" })).toBeVisible();
  await expect(page).toHaveURL(/tab=yaml&fileline=12$/);
  const line = () =>
    page.evaluate(() => getSelection()?.anchorNode?.parentElement?.closest(".cm-line")?.textContent ?? "");
  await expect.poll(line, { message: "the line where the cursor is" }).toContain("vlan: 1002");
});
