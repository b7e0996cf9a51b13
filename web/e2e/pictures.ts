/**
 * The pictures of docs/: those of the guide in docs/pictures, and the first of the README, light and dark. `npm run pictures` renews
 * all of them, so that none shows a page that is no more.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { resourceLink } from "./support/find";
import { SITE, setPictureScene } from "./support/pictureScene";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

const DOCS = process.env.HEDGEROW_PICTURES ?? join("..", "docs");
const PICTURES = join(DOCS, "pictures");

/** How high a picture of a page is at most. */
const HEIGHT = 620;

test("pictures of the documentation", async ({ world, open }) => {
  test.setTimeout(180_000);
  mkdirSync(PICTURES, { recursive: true });
  await setPictureScene(world);
  const page = await open("ada");
  await page.emulateMedia({ colorScheme: "light" });

  await visit(page, "/");
  await take(page, "overview");
  await visit(page, `${SITE}?tab=findings`);
  await take(page, "findings");

  await visit(page, `${SITE}/new?kind=VPC&change=Kiosks`);
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("kiosks");
  await page.getByLabel("Start with").selectOption("One subnet with DHCP");
  const subnet = page.getByRole("group", { name: "Subnet default" });
  await expect(subnet).toContainText("Next free.");
  await expect(subnet.getByRole("textbox", { name: "VLAN" })).toHaveValue("1000");
  await expect(subnet.getByText(/only hostBGP subnets need no VLAN/)).toHaveCount(0);
  await subnet.evaluate((element: HTMLElement) => {
    // below the bar of the change
    element.style.scrollMarginTop = "100px";
    element.scrollIntoView();
  });
  await take(page, "form", 800);

  const change = await idOf(world.api.get<Listed>("/changes?fabric=site-1"), "Longer leases");
  await visit(page, `/changes/${change}`);
  await take(page, "change");

  await visit(page, `/conflicts/${await world.conflict()}`);
  await page.keyboard.press("2");
  await expect(page.getByRole("radio", { name: /draft/ }).first()).toBeChecked();
  await expect(page.getByText("This is what the change brings to Git.")).toBeVisible();
  await take(page, "conflict", 700);

  await visit(page, `${SITE}/resources/VPC/default/batch?tab=history`);
  const first = page.getByRole("main").getByRole("listitem").filter({ hasText: "The network as it is" });
  await first.getByRole("button", { name: /Restore/ }).click();
  await takeDialog(page, "restore");

  await visit(page, SITE);
  await page.getByRole("button", { name: "As of …" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Yesterday" }).click();
  await expect(page.getByText(/^This is the past of site-1/)).toBeVisible();
  await page.getByRole("combobox", { name: "Filter resources" }).fill("kind:VPC ");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("row", { name: /^web VPC / })).toBeVisible();
  await take(page, "past");

  await visit(page, SITE);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("10.10.1.20");
  await expect(page.getByRole("option", { name: /web/ }).first()).toContainText("spec.subnets.front.subnet");
  await takeDialog(page, "find");

  await visit(page, `${SITE}?tab=drift`);
  await page.getByRole("checkbox", { name: "Select all of kubectl-edit" }).check();
  await take(page, "drift", 760);

  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await visit(page, `${SITE}?q=kind:vpc`);
    const web = page.getByRole("row").filter({ has: resourceLink(page, "VPC", "web") });
    await expect(web.getByRole("img", { name: /conflict/ })).toBeVisible();
    const clip = { x: 0, y: 0, width: 1280, height: 700 };
    await page.screenshot({ path: join(DOCS, `page-${scheme}.png`), clip });
  }
});

interface Listed {
  items: { id: string; change: string }[];
}

async function idOf(list: Promise<Listed>, name: string): Promise<string> {
  const found = (await list).items.find(({ change }) => change === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found.id;
}

/** The page, down to `height`. */
async function take(page: Page, name: string, height = HEIGHT): Promise<void> {
  await page.screenshot({ path: join(PICTURES, `${name}.png`), clip: { x: 0, y: 0, width: 1280, height } });
}

/** What is open before the page, with nothing around it. */
async function takeDialog(page: Page, name: string): Promise<void> {
  const dialog: Locator = page.getByRole("dialog");
  await expect(dialog.getByRole("status", { name: "Loading" })).toHaveCount(0);
  await dialog.screenshot({ path: join(PICTURES, `${name}.png`) });
}
