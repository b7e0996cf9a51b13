/** What axe finds on a page, in both schemes. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { visit } from "./settled";

/** Of this weight, nothing is let pass. */
const GRAVE = new Set(["serious", "critical"]);

/** Fails for anything serious or critical on the page at a path, in light and in dark. */
export async function expectAccessible(page: Page, path: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await visit(page, path);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const grave = violations
      .filter((violation) => GRAVE.has(violation.impact ?? ""))
      .flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}`));
    expect.soft(grave, `axe at ${path}, ${colorScheme}`).toEqual([]);
  }
}
