import { vpc, WEB } from "./support/fabric";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

const FILE = ".hedgerow/env.toml";
const rule = (take: string) => `[[rules]]\nname = "vlans"\npath = "spec.subnets.*.vlan"\ntake = "${take}"\n`;

test("a policy that is pushed waits, is tried and accepted, differs, is replaced, broken and gone, and never decides unasked", async ({
  world,
  open,
}) => {
  await world.fabric();
  await world.person("alice", "admin");
  await world.person("victor", "viewer");
  await world.draft("alice", "moves", 1300);
  // the same push brings a conflict and the policy that would decide it
  world.repository.push("a policy and a VLAN", { [WEB]: vpc("web", 1400, "10.0.1.0/24"), [FILE]: rule("git") });
  const alice = await world.as("alice");
  await alice.post("/fabrics/env/sync");

  const page = await open("alice");
  // whoever opens the fabric is led there
  await visit(page, "/fabrics/env");
  await page.getByRole("link", { name: "a policy in Git that waits" }).click();
  const file = page.getByRole("region", { name: "Policy in the repository" });
  await expect(file).toContainText(".hedgerow/env.toml in the repository has another policy, which waits.");
  await expect(file.getByRole("list", { name: "What is different with it" })).toContainText(
    "spec.subnets.*.vlan of any kind: Git's value holds.",
  );
  const { items } = await alice.get<{ items: { state: string }[] }>("/conflicts?fabric=env");
  expect(items.map(({ state }) => state)).toEqual(["open"]);

  await file.getByRole("button", { name: "Try and accept" }).click();
  const dialog = page.getByRole("dialog", { name: "Accept the policy of the repository?" });
  await expect(dialog).toContainText("It would decide 1 of 1 conflict.");
  // while it is looked at, another one is pushed
  world.repository.push("another policy", { [FILE]: rule("draft") });
  await alice.post("/fabrics/env/sync");
  await expect(dialog).toContainText("the file or the policy changed");
  await expect(dialog.getByRole("button", { name: "Accept policy" })).toBeDisabled();
  await dialog.getByRole("button", { name: "Look at what it is now" }).click();
  await expect(dialog.getByRole("list", { name: "What is different with it" })).toContainText(
    "the draft's value holds.",
  );
  await dialog.getByRole("button", { name: "Accept policy" }).click();
  await expect(file).toContainText("Saved. It decided 1 open conflict");
  await expect(file).toContainText("in the repository says the same.");
  await expect(page.getByRole("list", { name: "Rules" })).toContainText("the draft's value holds.");

  // edited here, it differs and does not wait
  await page.getByRole("checkbox", { name: "vlans is on" }).uncheck();
  await page.getByRole("button", { name: "Save policy" }).click();
  await expect(file).toContainText("This policy differs from .hedgerow/env.toml");

  // a broken file is told with its line, on the page that is open
  world.repository.push("a mistake", { [FILE]: rule("theirs") });
  await alice.post("/fabrics/env/sync");
  await expect(file).toContainText("is not understood.");
  await expect(file.getByRole("list", { name: "What is wrong with the file" })).toContainText("Line 4, column 8:");
  await expect(page.getByRole("list", { name: "Rules" })).toContainText("off: it decides nothing");

  // gone, it takes nothing with it; dismissed, the rules stay
  world.repository.push("gone", { [FILE]: null });
  await alice.post("/fabrics/env/sync");
  await expect(file).toContainText("is gone from the repository.");
  const victor = await open("victor");
  await visit(victor, "/fabrics/env?tab=policy");
  const seen = victor.getByRole("region", { name: "Policy in the repository" });
  await expect(seen.getByRole("button", { name: "Try" })).toBeVisible();
  await expect(seen.getByRole("button", { name: "Dismiss" })).toHaveCount(0);
  await file.getByRole("button", { name: "Dismiss" }).click();
  await expect(file).toContainText("can also be kept in the repository");
  await expect(page.getByRole("list", { name: "Rules" })).toContainText("vlans");
});
