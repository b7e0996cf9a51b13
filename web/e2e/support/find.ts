/** Finding what people look for on a page. */
import { expect, type Locator, type Page } from "@playwright/test";

/** The link to a resource, in whatever lists it. */
export function resourceLink(place: Page | Locator, kind: string, name: string): Locator {
  return place.locator(
    `a[href*="/resources/"][href$="/${name}"][href*="/${kind}/"], a[href*="/${kind}."][href$="/${name}"]`,
  );
}

/** The row of a field, in the table of a resource's fields. */
export function fieldRow(page: Page, path: string): Locator {
  return page
    .getByRole("table", { name: "Fields of the resource" })
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: path }) });
}

/** Types a text in the place of all that an editor has, as a person would. */
export async function retype(editor: Locator, text: string): Promise<void> {
  const { keyboard } = editor.page();
  await editor.click();
  await keyboard.press("Control+a");
  // apart from the typing: where Chromium replaces several lines at once, it tries to keep their style, which the policy forbids
  await keyboard.press("Delete");
  await keyboard.insertText(text);
  await expect(editor).toContainText(text.trim().split("\n").at(-1)?.trim() ?? "");
}
