import { visit } from "./support/settled";
import { expect, test, type World } from "./support/test";

/** Alice wrote a change that needs the approval of somebody else; Bob may give it. */
async function written(world: World): Promise<string> {
  await world.fourEyes();
  await world.person("alice", "publisher");
  await world.person("bob", "publisher");
  return world.draft("alice", "moves", 1300);
}

test("who wrote a change asks for publishing, another approves it, and it is in Git in the author's name", async ({
  world,
  open,
}) => {
  const id = await written(world);
  const before = world.repository.head();
  const [alice, bob] = [await open("alice"), await open("bob")];
  await visit(alice, `/changes/${id}`);
  await expect(alice.getByText("You wrote some of it: another person has to review it.")).toBeVisible();
  await alice.getByRole("button", { name: "Publish when approved" }).click();
  await expect(
    alice.getByText("Somebody other than Alice Example must approve it, since env asks for four eyes."),
  ).toBeVisible();
  expect(world.repository.head()).toBe(before);

  await visit(bob, `/changes/${id}`);
  await bob.getByRole("button", { name: "Approve change" }).click();
  const dialog = bob.getByRole("dialog");
  await dialog.getByLabel("Comment").fill("Seen with the storage team");
  await dialog.getByRole("button", { name: "Approve change" }).click();

  await expect(alice.getByText(/^Published as/)).toBeVisible();
  expect(world.repository.lastAuthor()).toBe("Alice Example <alice@example.org>");
  await expect(alice.getByRole("region", { name: "Approvals" })).toContainText("Seen with the storage team");
});

test("an approval that is withdrawn holds nothing any more", async ({ world, open }) => {
  const id = await written(world);
  const page = await open("bob");
  await visit(page, `/changes/${id}`);
  await page.getByRole("button", { name: "Approve change" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Approve change" }).click();
  const approvals = page.getByRole("region", { name: "Approvals" });
  await expect(approvals).toContainText("It may be published.");

  await approvals.getByRole("button", { name: "Withdraw my approval" }).click();
  await expect(approvals).toContainText("Somebody other than its authors must approve it.");
  const before = world.repository.head();
  const alice = await world.as("alice");
  const report = await alice.post<{ state: string }>(`/changes/${id}/publish`);
  expect(report.state).toBe("awaiting approval");
  expect(world.repository.head()).toBe(before);
});

test("an edit after the approval asks for another one, on the open page", async ({ world, open }) => {
  const id = await written(world);
  const page = await open("bob");
  await visit(page, `/changes/${id}`);
  await page.getByRole("button", { name: "Approve change" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Approve change" }).click();
  const approvals = page.getByRole("region", { name: "Approvals" });
  await expect(approvals.getByText("approved", { exact: true })).toBeVisible();
  await world.draft("alice", "moves", 1301);
  await expect(approvals.getByText("edited since")).toBeVisible();
  await expect(approvals).toContainText("Somebody other than its authors must approve it.");
});

test("an admin asks for four eyes in the fabric's settings; a publisher sees it and cannot change it", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("ada", "admin");
  await world.person("alice", "publisher");
  const [ada, alice] = [await open("ada"), await open("alice")];
  await visit(alice, "/fabrics/env?tab=settings");
  await expect(alice.getByLabel("Four eyes")).toBeDisabled();
  await expect(alice.getByText("This takes the role admin in env.")).toBeVisible();

  await visit(ada, "/fabrics/env?tab=settings");
  await ada.getByLabel("Four eyes").check();
  await ada.getByRole("region", { name: "Publishing" }).getByRole("button", { name: "Save" }).click();
  await expect(ada.getByText("Saved.", { exact: true })).toBeVisible();
  await expect(alice.getByLabel("Four eyes")).toBeChecked();
});
