import { defineConfig } from "@playwright/test";

/**
 * The browser tests, in a Chromium that HEDGEROW_CHROMIUM names, else in the one that Playwright installed.
 * Each test starts a server of its own from HEDGEROW_PROGRAM; `cargo xtask test --only browser` sets both.
 */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1280, height: 800 },
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      ...(process.env.HEDGEROW_CHROMIUM ? { executablePath: process.env.HEDGEROW_CHROMIUM } : {}),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "walks", testMatch: "*.spec.ts" },
    // pictures of all pages for people to look at: `npm run screens`
    { name: "screens", testMatch: "screens.ts" },
    // the pictures of docs/: `npm run pictures`
    { name: "pictures", testMatch: "pictures.ts" },
  ],
});
