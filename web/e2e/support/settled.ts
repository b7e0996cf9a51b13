/** Waiting for a page to have what it shows. */
import { expect, type Page } from "@playwright/test";

/** Opens a path of the application and waits until all that it shows was loaded, without a failure. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading").first()).toBeVisible();
  await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
  await expect(page.getByRole("alert")).toHaveCount(0);
}
