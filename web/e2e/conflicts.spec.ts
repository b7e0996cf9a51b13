import { vpc, WEB } from "./support/fabric";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

test("a conflict is seen as it comes up, decided by keyboard, and published", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "publisher");
  const alice = await world.as("alice");
  await alice.post("/fabrics/env/drafts", {
    change: "moves",
    edits: [{ op: "set", resource: "VPC/web", fields: ["spec.subnets.default.vlan=1300"] }],
  });
  const page = await open("alice");
  await visit(page, "/conflicts");
  world.repository.push("web: another VLAN", { [WEB]: vpc("web", 1400, "10.0.1.0/24") });
  await page.getByRole("main").getByRole("link", { name: "VPC web" }).click();

  const row = page.getByRole("group", { name: /spec\.subnets\.default\.vlan/ });
  for (const value of ["1400", "1300", "1001"]) await expect(row).toContainText(value);
  await page.keyboard.press("2");
  await expect(row.getByRole("radio", { name: /draft/ })).toBeChecked();
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText("Every conflict of moves is decided")).toBeVisible();

  // until it is published, the decision is taken back and made again
  await page.getByRole("button", { name: "Undo decision about spec.subnets.default.vlan" }).click();
  await expect(row).toBeVisible();
  await page.keyboard.press("2");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText("Every conflict of moves is decided")).toBeVisible();

  await alice.post("/changes/moves/publish");
  expect(world.repository.lastDiff()).toEqual([
    "-      vlan: 1400   # agreed with the storage team",
    "+      vlan: 1300   # agreed with the storage team",
  ]);
});
