import { vpc, WEB } from "./support/fabric";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

const DAY = 86_400_000;

test("back to yesterday: a fabric is read as it was, compared with now, and a resource of it is restored", async ({
  world,
  open,
}) => {
  await world.fabric();
  world.repository.push(
    "Two days ago",
    { [WEB]: vpc("web", 1400, "10.0.1.0/24"), "env/vpcs/gone.yaml": vpc("gone", 1401, "10.0.9.0/24") },
    new Date(Date.now() - 2 * DAY),
  );
  const then = world.repository.head();
  const before = world.repository.blob(WEB);
  world.repository.push("Today", {
    [WEB]: vpc("web", 1500, "10.0.1.0/24"),
    "env/vpcs/gone.yaml": null,
    "env/vpcs/new.yaml": vpc("new", 1402, "10.0.10.0/24"),
  });
  await world.api.post("/fabrics/env/sync");
  await world.person("alice", "publisher");
  const page = await open("alice");
  await visit(page, "/fabrics/env");
  await page.getByRole("button", { name: "As of …" }).click();
  await page.getByRole("dialog", { name: "env as of …" }).getByRole("button", { name: "Yesterday" }).click();

  await expect(page.getByText(/^This is the past of env: .* Read only\.$/)).toBeVisible();
  const main = page.getByRole("main");
  await expect(main).toContainText(`${then.slice(0, 10)}`);
  await expect(main).toContainText("Two days ago, Olga Outside");
  const row = (name: string) => page.getByRole("row", { name: new RegExp(`^${name} VPC `) });
  await expect(row("web")).toContainText("changed since");
  await expect(row("gone")).toContainText("gone since");
  await expect(row("new")).toHaveCount(0);

  await page.getByRole("button", { name: "Compare with now" }).click();
  const differs = page.getByRole("region", { name: "What differs" });
  await expect(differs.getByRole("status")).toContainText("3 resources differ");
  await expect(differs.getByRole("listitem").filter({ hasText: "VPC/gone" })).toContainText("deleted");
  await expect(differs.getByRole("listitem").filter({ hasText: "VPC/new" })).toContainText("added");
  await expect(differs).toContainText("spec.subnets.default.vlan");
  await expect(differs).toContainText(/1400.*1500/);

  await page.getByRole("button", { name: "Resources", exact: true }).click();
  await row("web").getByRole("link").first().click();
  const text = page.getByRole("region", { name: "VPC/web as it was" });
  await expect(text).toContainText("vlan: 1400   # agreed with the storage team");
  await text.getByRole("button", { name: "Restore…" }).click();
  await page.getByRole("dialog", { name: "Restore VPC/web?" }).getByRole("button", { name: "Restore VPC/web" }).click();
  await expect(
    page.getByText(/^VPC\/web is restored to [0-9a-f]{10} in Edit VPC\/web, not in Git yet\.$/),
  ).toBeVisible();
  const alice = await world.as("alice");
  await alice.post("/changes/Edit%20VPC%2Fweb/publish");
  expect(world.repository.blob(WEB)).toBe(before);

  await page.getByRole("link", { name: "Back to now" }).first().click();
  await expect(page.getByRole("heading", { name: "env", exact: true })).toBeVisible();
});

test("the lines that a diff leaves out open where it is shown", async ({ world, open }) => {
  await world.fabric();
  const notes = Array.from({ length: 30 }, (_, at) => `# note ${at + 1}`).join("\n");
  world.repository.push("Many notes", { [WEB]: `${notes}\n${vpc("web", 1400, "10.0.1.0/24")}` });
  await world.api.post("/fabrics/env/sync");
  await world.person("alice", "publisher");
  const id = await world.draft("alice", "renumber", 1300);
  const page = await open("alice");
  await visit(page, `/changes/${id}`);
  const lines = page.getByRole("region", { name: `Lines of ${WEB}` });
  await expect(lines).toContainText("vlan: 1300");
  await expect(lines).not.toContainText("# note 1");
  await lines.getByRole("button", { name: /lines without a difference/ }).click();
  await expect(lines).toContainText("# note 1");
  await expect(lines).toContainText("# note 30");

  // the same of what was published, where the diff is of the resource's own text
  await (await world.as("alice")).post(`/changes/${id}/publish`);
  await visit(page, "/fabrics/env/resources/VPC/default/web?tab=history");
  const entry = page.getByRole("main").getByRole("listitem").first();
  await expect(entry).toContainText("vlan: 1300");
  await entry.getByRole("button", { name: /lines without a difference/ }).click();
  await expect(entry).toContainText("# note 30");
});
