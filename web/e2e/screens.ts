/**
 * Pictures of every page, for people to look at: at 1280 and at 390 pixels, light and dark, into the folder that
 * HEDGEROW_SCREENS names (web/test-results/screens when it names none).
 */
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { setClusterScene } from "./support/clusterScene";
import { type Seen, setScene } from "./support/scene";
import { visit } from "./support/settled";
import { test } from "./support/test";

const FOLDER = process.env.HEDGEROW_SCREENS ?? join("test-results", "screens");

const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

/** Takes pictures of pages, at each size and in each scheme; `more` takes those that need some clicks. */
async function takeAll(
  page: Page,
  pages: readonly Seen[],
  more?: (take: (name: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  for (const viewport of SIZES) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      const take = async (name: string) => {
        await page.screenshot({ path: join(FOLDER, `${name}-${viewport.width}-${colorScheme}.png`) });
      };
      for (const { name, path } of pages) {
        await visit(page, path);
        await take(name);
      }
      await more?.(take);
    }
  }
}

test("pictures of all pages", async ({ world, open }) => {
  test.setTimeout(600_000);
  const pages = await setScene(world);
  await takeAll(await open(), [{ name: "login", path: "/login" }]);
  await takeAll(await open("alice"), pages);
});

test("pictures of a fabric in a cluster", async ({ world, open }) => {
  test.setTimeout(600_000);
  const pages = await setClusterScene(world);
  const page = await open("alice");
  const named = pages.map(({ name, path }) => ({ name: `cluster-${name}`, path }));
  await takeAll(page, named, async (take) => {
    await visit(page, "/fabrics/env?tab=drift");
    await page.getByRole("checkbox", { name: "Select all of kubectl-edit" }).check();
    await take("cluster-selected");
    for (const [button, name] of [
      ["Accept into Git", "accept"],
      ["Re-apply", "reapply"],
      ["Ignore", "ignore"],
    ] as const) {
      await page.getByRole("button", { name: button, exact: true }).click();
      await page.getByRole("dialog").getByRole("button").last().waitFor();
      await page.getByRole("dialog").getByRole("status", { name: "Loading" }).waitFor({ state: "detached" });
      await take(`cluster-${name}`);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    await visit(page, "/fabrics/env");
    await page.getByRole("button", { name: /verified$/ }).click();
    await take("cluster-verify");
    await page.keyboard.press("Escape");
  });
});
