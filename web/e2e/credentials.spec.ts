import { GitHost } from "./support/host";
import { visit } from "./support/settled";
import { test as base, expect } from "./support/test";

const test = base.extend<{ host: GitHost }>({
  host: async ({ world }, use) => {
    world.repository.push("The network as it is", { "env/readme.md": "nothing yet\n" });
    const host = await GitHost.serve(world.repository.bare, "right-secret");
    await use(host);
    await host.stop();
  },
});

test("a credential is stored, tested with its repository, refused when wrong, and rotated to one that works", async ({
  world,
  open,
  host,
  guard,
}) => {
  // the host's refusal is the server's answer
  guard.allow(/status of 502/);
  await world.person("ada", "admin");
  const page = await open("ada");
  await visit(page, "/credentials");
  await page.getByRole("button", { name: "Add a credential" }).click();
  const adding = page.getByRole("dialog", { name: "Add a credential" });
  await adding.getByRole("button", { name: "Store" }).click();
  await expect(adding.getByText("the secret is needed")).toBeVisible();
  await adding.getByLabel("Name", { exact: true }).fill("deploy");
  await adding.getByLabel("Token or password").last().fill("right-secret");
  await adding.getByRole("button", { name: "Store" }).click();
  await expect(page.getByText("deploy is stored, sealed.", { exact: true })).toBeVisible();

  await visit(page, "/repositories?new=1");
  const connecting = page.getByRole("dialog", { name: "Connect a repository" });
  await connecting.getByLabel("URL").fill(host.url);
  await connecting.getByLabel("Credential").selectOption("deploy");
  await connecting.getByRole("button", { name: "Connect" }).click();
  await expect(page.getByText("The connection works; the branch is main.")).toBeVisible();

  // the host takes another one from now on
  host.token = "another-secret";
  await visit(page, "/credentials");
  const row = page
    .getByRole("list", { name: "Credentials" })
    .getByRole("listitem")
    .filter({ hasText: "deploy" })
    .first();
  await row.getByRole("button", { name: "Test credential" }).click();
  await expect(page.getByText("deploy: failed.", { exact: true })).toBeVisible();
  await expect(row).toContainText("the remote did not accept the credential");
  await expect(page.getByRole("main")).toContainText("1 credential: deploy does not work.");

  const exchange = async (secret: string) => {
    await row.getByRole("button", { name: "More for deploy" }).click();
    await page.getByRole("menuitem", { name: "Rotate secret" }).click();
    const dialog = page.getByRole("dialog", { name: "Rotate the secret of deploy" });
    await dialog.getByLabel("Token or password").fill(secret);
    await dialog.getByRole("button", { name: "Test and rotate secret" }).click();
    return dialog;
  };
  const refused = await exchange("wrong-secret");
  await expect(refused.getByRole("alert")).toBeVisible();
  await refused.getByRole("button", { name: "Cancel" }).click();
  await exchange("another-secret");
  await expect(page.getByText("deploy has its new secret.", { exact: true })).toBeVisible();
  await row.getByRole("button", { name: "Test credential" }).click();
  await expect(page.getByText("deploy works.", { exact: true })).toBeVisible();
  await expect(row).not.toContainText("did not accept");
  for (const secret of ["right-secret", "another-secret", "wrong-secret"])
    expect(await page.content()).not.toContain(secret);
});

test("a repository whose host refuses the credential is not connected, and the page says why", async ({
  world,
  open,
  host,
  guard,
}) => {
  // the host's refusal is the server's answer
  guard.allow(/status of 502/);
  await world.person("ada", "admin");
  await world.api.post("/credentials", { name: "old", kind: "token", secret: "wrong-secret" });
  const page = await open("ada");
  await visit(page, "/repositories?new=1");
  const dialog = page.getByRole("dialog", { name: "Connect a repository" });
  await dialog.getByLabel("URL").fill(host.url.replace("http://", "http://me:secret@"));
  await expect(dialog.getByText(/there is a password in it/)).toBeVisible();
  await dialog.getByLabel("URL").fill(host.url);
  await dialog.getByLabel("Credential").selectOption("old");
  await dialog.getByRole("button", { name: "Connect" }).click();
  await expect(dialog.getByRole("alert")).toContainText(/credential|refused|denied/i);
  expect((await world.api.get<{ items: object[] }>("/repositories")).items).toEqual([]);
});
