/** What axe finds on a page. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { visit } from "./settled";

/** Of this weight, nothing is let pass. */
const GRAVE = new Set(["serious", "critical"]);

/** Fails for anything serious or critical on the page at a path. */
export async function expectAccessible(page: Page, path: string): Promise<void> {
  await visit(page, path);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter((violation) => GRAVE.has(violation.impact ?? ""))
    .flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}`));
  expect.soft(grave, `axe at ${path}`).toEqual([]);
}
