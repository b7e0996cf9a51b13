import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator } from "@playwright/test";
import { Authority } from "./support/authority";
import { GitHost } from "./support/host";
import { visit } from "./support/settled";
import { test as base, expect } from "./support/test";

const TOKEN = "right-secret";
const PASSWORD = "pr0xy-secret";

const test = base.extend<{ own: Authority; host: GitHost }>({
  own: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "hedgerow-e2e-ca-"));
    await use(new Authority(folder, "Own CA"));
    rmSync(folder, { recursive: true, force: true });
  },

  host: async ({ world, own }, use) => {
    world.repository.push("The network as it is", { "env/readme.md": "nothing yet\n" });
    const { cert, key } = own.server();
    const asksWhoConnects = { requestCert: true, rejectUnauthorized: true, ca: own.cert };
    const host = await GitHost.serve(world.repository.bare, TOKEN, { cert, key, ...asksWhoConnects });
    await use(host);
    await host.stop();
  },
});

/** As a person does it: by the button, in the browser's own dialog. */
async function choose(within: Locator, label: string, file: string): Promise<void> {
  const chosen = within.page().waitForEvent("filechooser");
  await within.getByRole("button", { name: `Choose a file for ${label}` }).click();
  await (await chosen).setFiles(file);
}

test("a repository behind a private authority that asks who connects is connected, and its certificates and proxy are replaced and removed", async ({
  world,
  open,
  own,
  host,
  guard,
}) => {
  // what is wrong on the way is the server's answer
  guard.allow(/status of 502/);
  const ada = own.client("ada", 3);
  await world.person("ada", "admin");
  await world.person("victor", "viewer");
  await world.api.post("/credentials", { name: "deploy", kind: "token", secret: TOKEN });
  const page = await open("ada");

  await visit(page, "/repositories?new=1");
  const connecting = page.getByRole("dialog", { name: "Connect a repository" });
  await connecting.getByLabel("URL").fill(host.url);
  await connecting.getByLabel("Credential").selectOption("deploy");
  const connect = () => connecting.getByRole("button", { name: "Connect repository" }).click();
  await expect(connecting.getByRole("radio", { name: "Trust other authorities instead" })).toBeHidden();
  await connect();
  await expect(connecting.getByRole("alert")).toContainText("is not signed by an authority that is trusted here");
  // the refusal unfolds what corrects it
  await connecting.getByRole("radio", { name: "Trust other authorities instead" }).check();
  await choose(connecting, "Certificates of the authority", own.file);
  await expect(connecting.getByLabel("Certificates of the authority", { exact: true })).toHaveValue(own.cert);
  await connect();
  await expect(connecting.getByRole("alert")).toContainText("asks for a client certificate");
  await connecting.getByRole("radio", { name: "Show one to the remote" }).check();
  await connecting.getByLabel("Certificate", { exact: true }).fill(ada.cert);
  await choose(connecting, "Private key", ada.keyFile);
  await connect();
  await expect(page.getByText("The connection works; the branch is main.")).toBeVisible();
  await page.getByRole("button", { name: "Close" }).last().click();

  const row = page.getByRole("region", { name: "network" });
  await expect(row).toContainText("CN=Own CA");
  await expect(row).toContainText("CN=ada");
  await expect(row).toContainText("The client certificate CN=ada expires in 2 days; store the new one.");
  await row.getByText("CN=ada").last().click();
  await expect(row).toContainText("SHA-256");

  const edit = async () => {
    await row.getByRole("button", { name: "More for network" }).click();
    await page.getByRole("menuitem", { name: "Edit certificates and proxy" }).click();
    return page.getByRole("dialog", { name: "Certificates and proxy of network" });
  };
  const saved = page.getByText("network is saved; the connection works.", { exact: true });
  const dialog = await edit();
  const save = () => dialog.getByRole("button", { name: "Test and save settings" }).click();

  // a proxy that is not there: what works is kept
  await dialog.getByLabel("Proxy", { exact: true }).fill("http://bot:hidden@127.0.0.1:9");
  await save();
  await expect(dialog.getByRole("alert")).toContainText("there is a password in it");
  await dialog.getByLabel("Proxy", { exact: true }).fill("http://bot@127.0.0.1:9");
  await dialog.getByLabel("Password of the proxy's user").fill(PASSWORD);
  await save();
  await expect(dialog.getByRole("alert")).toContainText("The proxy was not reached");
  const kept = await world.api.get<{ transport: { proxy?: string } }>("/repositories/network");
  expect(kept.transport.proxy).toBeUndefined();
  await dialog.getByLabel("Hosts without the proxy").fill("127.0.0.1");
  await save();
  await expect(saved).toBeVisible();
  await expect(row).toContainText("http://bot@127.0.0.1:9");
  await expect(row).toContainText("The proxy is not used: the list of hosts without it names this one.");

  // the remote still asks who connects
  await edit();
  await dialog.getByRole("radio", { name: "Remove, with its key" }).check();
  await save();
  await expect(dialog.getByRole("alert")).toContainText("asks for a client certificate");
  const renewed = own.client("ada-renewed", 60);
  await dialog.getByRole("radio", { name: "Replace" }).last().check();
  await dialog.getByLabel("Certificate", { exact: true }).fill(renewed.cert);
  await save();
  await expect(dialog.getByRole("alert")).toContainText("does not belong to its certificate");
  await choose(dialog, "Private key", renewed.keyFile);
  await dialog.getByLabel("Proxy", { exact: true }).fill("");
  await save();
  await expect(dialog).toHaveCount(0);
  await expect(row).toContainText("CN=ada-renewed");
  await expect(row).not.toContainText("bot@");
  await row.getByRole("button", { name: "Test repository" }).click();
  await expect(page.getByText("network: the connection works.", { exact: true })).toBeVisible();

  // who may see the repository sees how it is reached, and no form
  await world.api.post("/fabrics", { name: "env", repository: "network", directory: "env", layout: "in-place" });
  const other = await open("victor");
  await visit(other, "/repositories");
  await expect(other.getByRole("region", { name: "network" })).toContainText("CN=Own CA");
  await expect(other.getByRole("button", { name: "More for network" })).toHaveCount(0);
  for (const secret of [TOKEN, PASSWORD, ada.key.split("\n")[1] ?? "", renewed.key.split("\n")[1] ?? ""])
    expect(await page.content()).not.toContain(secret);
});
