import { vpc } from "./support/fabric";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

test("of one identity in two files one is kept, in a change that takes the other out", async ({ world, open }) => {
  const [one, two] = ["env/vpcs/web.yaml", "env/site-b.yaml"];
  const other = vpc("lab", 1002, "10.0.2.0/24");
  await world.fabric({
    [one]: vpc("web", 1001, "10.0.1.0/24"),
    [two]: `${other}---\n${vpc("web", 1500, "10.0.1.0/24")}`,
  });
  await world.person("alice", "admin");
  const page = await open("alice");
  await visit(page, "/conflicts");
  await page
    .getByRole("link", { name: /VPC web|VPC\/web/ })
    .first()
    .click();
  const documents = page.getByRole("list", { name: "Documents" });
  await expect(documents.getByRole("listitem")).toHaveCount(2);
  await page.getByRole("button", { name: `Keep ${one}` }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByText("It will be saved in a new change.")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByText(`${one} is kept in a change, not in Git yet.`)).toBeVisible();
  await page.getByRole("link", { name: "Keep one of VPC/web" }).first().click();
  await expect(page.getByText("keep one", { exact: true })).toBeVisible();
  const alice = await world.as("alice");
  await alice.post("/changes/Keep%20one%20of%20VPC%2Fweb/publish");
  await expect.poll(() => world.repository.read(two)).toBe(other.trimEnd());
  expect(world.repository.read(one)).toContain("1001");
  await visit(page, "/conflicts");
  await expect(page.getByText("No conflict is open.")).toBeVisible();
});
