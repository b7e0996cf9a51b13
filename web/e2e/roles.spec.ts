import { fieldRow } from "./support/find";
import { visit } from "./support/settled";
import { expect, PASSWORD, test } from "./support/test";

const RESOURCE = "/fabrics/env/resources/VPC/default/web";

test("a viewer is offered nothing that would be refused, and is refused when asking all the same", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("alice", "editor");
  await world.person("victor", "viewer");
  const alice = await world.as("alice");
  await alice.post("/fabrics/env/drafts", {
    change: "moves",
    edits: [{ op: "set", resource: "VPC/web", fields: ["spec.subnets.default.vlan=1300"] }],
  });

  const page = await open("victor");
  await visit(page, RESOURCE);
  await expect(fieldRow(page, "spec.subnets.default.vlan")).toContainText("1300");
  await expect(page.getByRole("link", { name: "Edit" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Edit / })).toHaveCount(0);
  const places = page.getByRole("navigation", { name: "Places" });
  await expect(places.getByRole("link", { name: "Changes" })).toBeVisible();
  for (const name of ["People", "Credentials", "Audit"])
    await expect(places.getByRole("link", { name })).toHaveCount(0);

  await page.getByRole("columnheader", { name: "moves" }).getByRole("link").click();
  await expect(page.getByRole("heading", { name: "moves" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Publish/ }).and(page.locator(":enabled"))).toHaveCount(0);

  const victor = await world.as("victor");
  await expect(victor.post("/changes/moves/publish")).rejects.toThrow(/403.*publish/s);
  await expect(
    victor.post("/fabrics/env/drafts", { change: "mine", edits: [{ op: "delete", resource: "VPC/web" }] }),
  ).rejects.toThrow(/403.*edit/s);
});

test("an editor may not publish, and is told who can", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "editor");
  const alice = await world.as("alice");
  const saved = await alice.post<{ id: string }>("/fabrics/env/drafts", {
    change: "moves",
    edits: [{ op: "set", resource: "VPC/web", fields: ["spec.subnets.default.vlan=1300"] }],
  });
  const before = world.repository.head();
  const page = await open("alice");
  await visit(page, `/changes/${saved.id}`);
  await expect(page.getByRole("heading", { name: "moves" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Publish/ }).and(page.locator(":enabled"))).toHaveCount(0);
  await expect(page.getByRole("main")).toContainText(/publisher/);
  await expect(alice.post("/changes/moves/publish")).rejects.toThrow(/403/);
  expect(world.repository.head()).toBe(before);
});

test("a request from another site does nothing, even with the cookie", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "admin");
  const page = await open("alice");
  await visit(page, "/");
  const statuses = await page.evaluate(async () => {
    const without = await fetch("/api/v1/fabrics/env/sync", { method: "POST" });
    const wrong = await fetch("/api/v1/fabrics/env/sync", { method: "POST", headers: { "x-csrf-token": "guessed" } });
    return [without.status, wrong.status];
  });
  expect(statuses).toEqual([403, 403]);
  expect(await page.evaluate(() => document.cookie)).toBe("");
  expect(PASSWORD.length).toBeGreaterThan(12);
});
