import { vpc, WEB } from "./support/fabric";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

const STORAGE = "env/vpcs/storage.yaml";

test("a rule is made from a conflict, tried, saved, decides others of its sort, and is taken back", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("alice", "admin");
  await world.draft("alice", "moves", 1300);
  await world.draft("alice", "storage moves", 1301, "VPC/storage");
  world.repository.push("other VLANs", {
    [WEB]: vpc("web", 1400, "10.0.1.0/24"),
    [STORAGE]: vpc("storage", 1401, "10.0.2.0/24"),
  });
  const alice = await world.as("alice");
  await alice.post("/fabrics/env/sync");

  const page = await open("alice");
  await visit(page, "/conflicts");
  await page.getByRole("main").getByRole("link", { name: "VPC web" }).click();
  const row = page.getByRole("group", { name: /spec\.subnets\.default\.vlan/ });
  await expect(row).toBeVisible();
  await page.keyboard.press("2");
  await row.getByRole("button", { name: /^Always decide/ }).click();
  const dialog = page.getByRole("dialog", { name: "Always decide like this" });
  await expect(dialog.getByRole("textbox", { name: "Field" })).toHaveValue("spec.subnets.*.vlan");
  await expect(dialog).toContainText("On record it would decide 2: 2 of them are open now");
  await expect(dialog.getByRole("list", { name: "Its decision on each conflict" })).toContainText("VPC storage");
  await dialog.getByRole("button", { name: "Save rule" }).click();
  await expect(page.getByText("Rule vpc-vlan is saved; it decided 2 open conflicts.", { exact: true })).toBeVisible();

  // the conflict says which policy decided, and leads to it
  await page.getByRole("main").getByRole("link", { name: "policy vpc-vlan" }).click();
  const rules = page.getByRole("list", { name: "Rules" });
  await expect(rules).toContainText("spec.subnets.*.vlan of VPC: the draft's value holds.");
  await expect(rules).toContainText("2 decided in 30 days");

  // an edited policy is tried before it is saved
  await rules.getByRole("checkbox", { name: "vpc-vlan is on" }).uncheck();
  await expect(page.getByRole("region", { name: "Try" })).toContainText("It would decide 0 of 2 conflicts.");
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByText(/^Saved\. It decided no open conflicts/)).toBeVisible();
  await expect(rules).toContainText("off: it decides nothing");

  await rules.getByRole("button", { name: "Undo what vpc-vlan decided" }).click();
  await page.getByRole("button", { name: "Undo decisions" }).click();
  await expect(page.getByText("2 conflicts are open again.")).toBeVisible();
  await page.getByRole("button", { name: "Close", exact: true }).last().click();
  await visit(page, "/conflicts");
  await expect(page.getByText("2 conflicts in 2 resources need a decision.")).toBeVisible();
});

test("rules are put in another order by keyboard, and a policy that is not saved is not left unasked", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("alice", "admin");
  const alice = await world.as("alice");
  await alice.put("/policy", {
    rules: [
      { name: "texts", path: "**.description", take: "newest" },
      { name: "rest", take: "manual" },
    ],
  });
  const page = await open("alice");
  await visit(page, "/policies");
  const items = page.getByRole("list", { name: "Rules" }).getByRole("listitem");
  await expect(items.first()).toContainText("texts");
  await items
    .nth(1)
    .getByRole("button", { name: /^Move rest up/ })
    .focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(items.first()).toContainText("rest");
  await expect(items.first().getByRole("button", { name: /^Move rest up/ })).toBeFocused();
  await page.getByRole("link", { name: "Audit" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Leave with a policy that is not saved?" });
  await dialog.getByRole("button", { name: "Stay" }).click();
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(page.getByText(/^Saved\./)).toBeVisible();
  const { policy } = await alice.get<{ policy: { rules: { name: string }[] } }>("/policy");
  expect(policy.rules.map(({ name }) => name)).toEqual(["rest", "texts"]);
});
