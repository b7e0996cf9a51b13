/** Waiting for a page to have what it shows. */
import { expect, type Page } from "@playwright/test";

/** Opens a path of the application and waits until nothing on it is still being loaded. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator("h1")).toBeVisible();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}
