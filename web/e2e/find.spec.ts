import { readFile } from "node:fs/promises";
import { FABRIC, vpc } from "./support/fabric";
import { fieldRow } from "./support/find";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

const LONG = "the-storage-network-of-the-shop-in-hall-4-row-2";

test("what is typed is found by its field, opened at it, and acted on by keyboard", async ({ world, open }) => {
  await world.fabric({ ...FABRIC, "env/vpcs/long.yaml": vpc(LONG, 1777, "10.77.0.0/24") });
  await world.person("alice", "admin");
  await world.person("storage-keeper", "viewer");
  const page = await open("alice");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await visit(page, "/changes");

  const find = page.getByRole("combobox", { name: /^Search fabrics/ });
  await page.keyboard.press("Control+k");
  await expect(find).toBeFocused();
  await page.keyboard.type("1777");
  const found = page.getByRole("option", { name: LONG });
  await expect(found).toContainText("spec.subnets.default.vlan: 1777");
  await expect(found).toHaveAttribute("aria-selected", "true");
  const isCut = await found.evaluate((option) =>
    [...option.querySelectorAll("span")].some((part) => part.scrollWidth > part.clientWidth + 1),
  );
  expect(isCut, "names and fields are shown whole").toBe(false);
  await page.keyboard.press("Enter");
  await expect(fieldRow(page, "spec.subnets.default.vlan")).toHaveAttribute("aria-current", "true");
  await expect(fieldRow(page, "spec.subnets.default.vlan")).toBeInViewport();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("10.77.0.9");
  await expect(found).toContainText("which contains it");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("option", { name: "History" })).toBeVisible();
  await page.keyboard.type("kubectl");
  await expect(page.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^Copied /)).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`vpc.vpc.githedgehog.com/${LONG} -n default`);

  await page.keyboard.press("Control+k");
  await page.keyboard.type(LONG);
  await expect(found).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Tab");
  await page.keyboard.type("refers");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/tab=references/);

  await page.keyboard.press("Control+k");
  await page.keyboard.type("storage-keeper");
  await page.getByRole("option", { name: /Storage-keeper Example/ }).click();
  await expect(page).toHaveURL(/\/people\?person=storage-keeper/);
});

test("one kind has its own columns, and what is filtered is exported without formulas", async ({ world, open }) => {
  const odd = vpc("odd", 1888, "10.88.0.0/24").replace("  ipv4Namespace", "  mode: l3vni\n  ipv4Namespace");
  await world.fabric({ ...FABRIC, "env/vpcs/odd.yaml": odd });
  await world.person("alice", "admin");
  await world.draft("alice", "=1+1", 1999, "VPC/odd");
  const page = await open("alice");

  await visit(page, "/fabrics/env?q=kind:vpc");
  const table = page.getByRole("table", { name: "Resources of env" });
  await expect(table.getByRole("columnheader", { name: "Subnets" })).toBeVisible();
  await expect(table.getByRole("columnheader", { name: "VLANs" })).toBeVisible();
  await expect(table.getByRole("columnheader", { name: "Kind" })).toHaveCount(0);
  const row = table.getByRole("row").filter({ hasText: "odd" });
  await expect(row).toContainText("1888");

  await page.getByRole("combobox", { name: "Filter resources" }).fill("kind:vpc odd");
  await expect(table).toHaveAttribute("aria-rowcount", "2");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export as CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("env-resources.csv");
  const lines = (await readFile(await download.path(), "utf8")).split("\r\n");
  expect(lines.length).toBe(3);
  expect(lines[0]).toContain('"Name","Subnets","VLANs"');
  expect(lines[1]).toContain('"odd","default 10.88.0.0/24","1888"');
  expect(lines[1]).toContain('"\'=1+1"');
  await expect(page.getByText("env-resources.csv has 1 row.", { exact: true })).toBeVisible();
});
