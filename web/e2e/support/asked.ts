/** What a page asks the server for, counted from now on. */
import type { Page } from "@playwright/test";

export class Asked {
  private readonly urls: URL[] = [];

  constructor(page: Page) {
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.pathname.startsWith("/api/v1/")) this.urls.push(url);
    });
  }

  /** How often a path below `/api/v1` was asked for; `named` tells requests for single rows from those for whole lists. */
  count(path: string, named?: boolean): number {
    const isMeant = (url: URL) => named === undefined || url.searchParams.has("names") === named;
    return this.urls.filter((url) => url.pathname === `/api/v1${path}` && isMeant(url)).length;
  }

  /** Every list of resources that was asked for whole. */
  get lists(): number {
    return this.urls.filter((url) => /\/resources$/.test(url.pathname) && !url.searchParams.has("names")).length;
  }
}
