/** Reads the pages of an endless list that are not there yet. */
import type { Page } from "./client";

interface Endless<Item> {
  data?: { pages: Page<Item>[] } | undefined;
  error: unknown;
  hasNextPage: boolean;
  fetchNextPage: () => Promise<Endless<Item>>;
}

/** All items, or as many as a bound lets be read; a page that is refused is thrown. */
export async function readOn<Item>(list: Endless<Item>, most: number): Promise<{ items: Item[]; isMore: boolean }> {
  let at = list;
  const items = () => at.data?.pages.flatMap((page) => page.items) ?? [];
  while (at.hasNextPage && items().length < most) {
    at = await at.fetchNextPage();
    if (at.error) throw at.error;
  }
  return { items: items(), isMore: at.hasNextPage };
}
