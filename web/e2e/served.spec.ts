import { visit } from "./support/settled";
import { expect, test } from "./support/test";

test("the page is served with its policy, and nothing complains", async ({ world, open }) => {
  const page = await open();
  const answer = await page.goto("/");
  expect(answer?.status()).toBe(200);
  const policy = answer?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
  await expect(page).toHaveTitle(/Hedgerow/);
  await expect(page.locator("#root")).not.toBeEmpty();
  const api = await page.request.get(`${world.url}/api/v1/fabrics`);
  expect(api.status()).toBe(401);
});

test("a path of the application may be opened and loaded again", async ({ open }) => {
  const page = await open();
  for (const path of ["/fabrics", "/no/such/page"]) {
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(200);
    await expect(page.locator("#root")).not.toBeEmpty();
  }
});

test("the first page is small", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "admin");
  const page = await open("alice");
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  let bytes = 0;
  session.on("Network.loadingFinished", (event) => {
    bytes += event.encodedDataLength;
  });
  await visit(page, "/");
  console.log(`first page: ${Math.round(bytes / 1000)} kB over the network`);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(400_000);
});
