import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { PUBLISHER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

const DEPLOY = {
  name: "deploy",
  kind: "token",
  source: "sealed",
  state: "works",
  repositories: ["network"],
  created_by: "ada",
  created_at: 1,
};

function withCredentials(...credentials: object[]): FakeServer {
  return serve().on("GET /credentials", items(...credentials));
}

const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));

/** Opens the form that exchanges the secret of `deploy`. */
async function exchange() {
  await press("More for deploy");
  await userEvent.click(await screen.findByRole("menuitem", { name: "Rotate secret" }));
  return within(await screen.findByRole("dialog", { name: "Rotate the secret of deploy" }));
}

test("who does not administer the server sees no credential, and is told who does", async () => {
  const server = serve()
    .on("GET /me", PUBLISHER)
    .on("GET /credentials", () => refused(403, "may not", "no"));
  await openPage(server, "/credentials");
  expect(await screen.findByText("Only administrators see credentials")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Add a credential" })).toBeNull();
});

test("without a credential, the page says when one is needed", async () => {
  await openPage(withCredentials(), "/credentials");
  expect(await screen.findByText("No credential is stored")).toBeTruthy();
});

test("a key is not stored without the host keys it may be shown to; a secret of the other kind is dropped", async () => {
  const server = withCredentials().on("POST /credentials", { ...DEPLOY, kind: "ssh-key" });
  await openPage(server, "/credentials?new=1");
  const form = within(await screen.findByRole("dialog"));
  await userEvent.type(form.getByLabelText("Name"), "deploy");
  await userEvent.type(form.getByLabelText("Token or password", { selector: "input[type=password]" }), "a token");
  await userEvent.click(form.getByRole("radio", { name: "SSH key" }));
  await userEvent.click(form.getByRole("button", { name: "Store credential" }));
  expect(form.getByText("the secret is needed")).toBeTruthy();
  expect(form.getByText("an SSH key needs the keys of its host")).toBeTruthy();
  expect(server.count("POST /credentials")).toBe(0);
});

test("what is stored is sent trimmed, and the form with the secret is gone", async () => {
  const server = withCredentials().on("POST /credentials", DEPLOY);
  await openPage(server, "/credentials?new=1");
  const form = within(await screen.findByRole("dialog"));
  await userEvent.type(form.getByLabelText("Name"), " deploy ");
  await userEvent.type(form.getByLabelText("Token or password", { selector: "input[type=password]" }), "s3cret");
  server.on("GET /credentials", items(DEPLOY));
  await userEvent.click(form.getByRole("button", { name: "Store credential" }));
  expect(await screen.findByText("deploy is stored, sealed.")).toBeTruthy();
  expect(server.sent("POST /credentials")).toEqual({ name: "deploy", kind: "token", secret: "s3cret" });
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("a new secret that the host refuses changes nothing, and the form stays with the server's words", async () => {
  const server = withCredentials(DEPLOY);
  server.on("PUT /credentials/deploy/secret", () =>
    refused(409, "refused", "the remote did not accept the new secret"),
  );
  await openPage(server, "/credentials");
  const form = await exchange();
  await userEvent.click(form.getByRole("button", { name: "Test and rotate secret" }));
  expect(form.getByText("the new secret is needed")).toBeTruthy();
  await userEvent.type(form.getByLabelText("Token or password"), "wrong");
  await userEvent.click(form.getByRole("button", { name: "Test and rotate secret" }));
  expect((await form.findByRole("alert")).textContent).toContain("The remote did not accept the new secret.");
  expect(server.of("PUT /credentials/deploy/secret").at(-1)?.query.has("untested")).toBe(false);
});

test("for a host that is away, a secret is taken untested only when somebody says so", async () => {
  const server = withCredentials(DEPLOY).on("PUT /credentials/deploy/secret", DEPLOY);
  await openPage(server, "/credentials");
  const form = await exchange();
  await userEvent.type(form.getByLabelText("Token or password"), "new");
  await userEvent.click(form.getByRole("checkbox", { name: /Store it without testing/ }));
  await userEvent.click(form.getByRole("button", { name: "Rotate secret" }));
  expect(await screen.findByText("deploy has its new secret, not tested.")).toBeTruthy();
  expect(server.of("PUT /credentials/deploy/secret").at(-1)?.query.get("untested")).toBe("true");
});

test("one that no repository uses has nothing to be tested with: nothing is offered to skip", async () => {
  await openPage(withCredentials({ ...DEPLOY, repositories: [] }), "/credentials");
  const form = await exchange();
  expect(form.queryByRole("checkbox")).toBeNull();
  expect(form.getByRole("button", { name: "Rotate secret" })).toBeTruthy();
});

test("a credential of the configuration can be tested here and not changed", async () => {
  await openPage(withCredentials({ ...DEPLOY, source: "configuration" }), "/credentials");
  expect(await screen.findByRole("button", { name: "Test credential" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "More for deploy" })).toBeNull();
});
