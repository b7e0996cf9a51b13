/**
 * Pictures of every page, for people to look at: at 1280 and at 390 pixels, light and dark, into the folder that
 * HEDGEROW_SCREENS names (web/test-results/screens when it names none).
 */
import { join } from "node:path";
import { setScene } from "./support/scene";
import { visit } from "./support/settled";
import { test } from "./support/test";

const FOLDER = process.env.HEDGEROW_SCREENS ?? join("test-results", "screens");

const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

test("pictures of all pages", async ({ world, open }) => {
  test.setTimeout(600_000);
  const pages = await setScene(world);
  const nobody = await open();
  const alice = await open("alice");
  for (const viewport of SIZES) {
    for (const colorScheme of ["light", "dark"] as const) {
      for (const page of [nobody, alice]) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
      }
      const take = async (page: typeof alice, name: string, path: string) => {
        await visit(page, path);
        await page.screenshot({ path: join(FOLDER, `${name}-${viewport.width}-${colorScheme}.png`) });
      };
      await take(nobody, "login", "/login");
      for (const { name, path } of pages) await take(alice, name, path);
    }
  }
});
