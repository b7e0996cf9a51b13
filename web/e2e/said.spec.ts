/** What the pages say of a publish that did not happen, a change in conflict and a text that breaks its schema is what is so. */
import { vpc, WEB } from "./support/fabric";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

test("a deletion that waits and a push that was declined are no ticks", async ({ world, open }) => {
  const many = Object.fromEntries(
    Array.from({ length: 12 }, (_, n) => [`env/vpcs/v${n}.yaml`, vpc(`v${n}`, 1100 + n, `10.1.${n}.0/24`)]),
  );
  await world.fabric(many);
  await world.person("alice", "admin");
  const alice = await world.as("alice");
  const edits = Object.keys(many).map((_, n) => ({ op: "delete", resource: `VPC/v${n}` }));
  const held = await alice.post<{ id: string }>("/fabrics/env/drafts", { change: "drop all", edits });
  await alice.post(`/changes/${held.id}/publish`, {});
  const page = await open("alice");

  await visit(page, "/activity");
  const line = page.getByRole("listitem").filter({ hasText: "Published nothing" });
  await expect(line).toContainText("drop all is waiting: it deletes 12 of 12 resources");
  await expect(line.getByTitle("stopped: nothing was published")).toBeVisible();
  await expect(line.getByTitle("done")).toHaveCount(0);
  await line.getByRole("button", { name: /^Steps of run/ }).click();
  await expect(line.getByRole("rowheader", { name: "Merge stopped" })).toBeVisible();

  const pushed = await alice.post<{ id: string }>("/fabrics/env/drafts", {
    change: "window",
    edits: [{ op: "set", resource: "VPC/v1", fields: ["spec.subnets.default.vlan=1300"] }],
  });
  world.repository.decline("the change window is closed");
  await visit(page, `/changes/${pushed.id}`);
  await page.getByRole("button", { name: /^Publish/ }).click();
  const run = page.getByRole("region", { name: "The run" });
  await expect(run).toContainText("Push refused");
  await expect(run).not.toContainText("Pushed");
  await expect(run).toContainText("the change window is closed");
});

test("a change with open conflicts is found as conflicted, a text that breaks its schema is invalid", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("alice", "admin");
  const alice = await world.as("alice");
  const set = (change: string, fields: string[]) =>
    alice.post<{ id: string }>("/fabrics/env/drafts", {
      change,
      edits: [{ op: "set", resource: "VPC/web", fields }],
    });
  await set("web moves", ["spec.subnets.default.vlan=1300"]);
  world.repository.push("web: another VLAN", { [WEB]: vpc("web", 1400, "10.0.1.0/24") });
  await alice.post("/fabrics/env/sync");
  const wrong = await set("typo", ["spec.subnets.default.vlna=1500"]);
  const page = await open("alice");

  await visit(page, "/changes?q=state:conflicted");
  const table = page.getByRole("table", { name: "Open changes" });
  await expect(table.getByRole("row").filter({ hasText: "web moves" })).toBeVisible();
  await expect(table.getByRole("row").filter({ hasText: "typo" })).toHaveCount(0);

  await visit(page, `/changes/${wrong.id}`);
  const list = page.getByRole("region", { name: "Resources of the change" });
  await expect(list).toContainText("invalid");
  await expect(list).not.toContainText("merges cleanly");
  const checks = page.getByRole("region", { name: "Checks" });
  await expect(checks).toContainText("VPC/web: spec.subnets.default.vlna is not a known field");
  await expect(checks).toContainText(WEB);
});
