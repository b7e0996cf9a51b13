import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { fabric, PUBLISHER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

const ERIN = {
  login: "erin",
  name: "Erin Example",
  email: "erin@example.org",
  active: true,
  roles: [{ fabric: "env", role: "editor" }],
  created_at: 1,
  seen_at: null,
};

const tagged = (user: object, etag: string) => () => Response.json(user, { headers: { etag } });

function withPeople(): FakeServer {
  return serve()
    .on("GET /fabrics", items(fabric()))
    .on("GET /users", items(ERIN))
    .on("GET /users/erin", tagged(ERIN, '"1"'));
}

const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));

test("roles and what they may are the server's, in its order", async () => {
  await openPage(withPeople(), "/people?new=1");
  const dialog = await screen.findByRole("dialog", { name: "Add a person" });
  expect(await within(dialog).findByText("publisher: what a publisher may")).toBeTruthy();
  const heads = within(dialog)
    .getAllByRole("columnheader")
    .map((head) => head.textContent);
  expect(heads).toEqual(["Fabric", "none", "viewer", "editor", "publisher", "admin"]);
});

test("what is missing is said at its field, and nothing is sent", async () => {
  const server = withPeople();
  await openPage(server, "/people?new=1");
  const form = within(await screen.findByRole("dialog"));
  await userEvent.type(form.getByLabelText("First password"), "short");
  await userEvent.click(form.getByRole("button", { name: "Add person" }));
  for (const label of ["Login", "Name", "E-mail address", "First password"])
    expect(form.getByLabelText(label).getAttribute("aria-invalid")).toBe("true");
  expect(server.count("POST /users")).toBe(0);
});

test("a person is added with the roles that were chosen, one for a place", async () => {
  const server = withPeople().on("POST /users", ERIN);
  await openPage(server, "/people?new=1");
  const form = within(await screen.findByRole("dialog"));
  await userEvent.type(form.getByLabelText("Login"), "erin");
  await userEvent.type(form.getByLabelText("Name"), "Erin Example");
  await userEvent.type(form.getByLabelText("E-mail address"), "erin@example.org");
  await userEvent.type(form.getByLabelText("First password"), "correct horse battery staple");
  await userEvent.click(await form.findByRole("radio", { name: "env: viewer" }));
  await userEvent.click(form.getByRole("radio", { name: "env: editor" }));
  await userEvent.click(form.getByRole("radio", { name: "All fabrics: publisher" }));
  expect(form.getByText("has it through all fabrics")).toBeTruthy();
  await userEvent.click(form.getByRole("button", { name: "Add person" }));
  await waitFor(() => expect(server.count("POST /users")).toBe(1));
  expect(server.sent("POST /users")).toMatchObject({
    login: "erin",
    roles: [{ role: "publisher" }, { fabric: "env", role: "editor" }],
  });
});

test("only what was changed is sent, with the account as it was looked at", async () => {
  const server = withPeople().on("PATCH /users/erin", ERIN);
  await openPage(server, "/people?person=erin");
  const form = within(await screen.findByRole("dialog"));
  await userEvent.click(await form.findByRole("checkbox", { name: /May log in/ }));
  await userEvent.click(form.getByRole("button", { name: "Save account" }));
  await waitFor(() => expect(server.sent("PATCH /users/erin")).toEqual({ active: false }));
  expect(server.of("PATCH /users/erin").at(-1)?.headers.get("if-match")).toBe('"1"');
});

test("an account that changed meanwhile is not written over; what was typed goes on top when somebody says so", async () => {
  const server = withPeople().on("PATCH /users/erin", () => refused(412, "it moved", "somebody changed it", "moved"));
  await openPage(server, "/people?person=erin");
  const form = within(await screen.findByRole("dialog"));
  const name = await form.findByLabelText("Name");
  await userEvent.clear(name);
  await userEvent.type(name, "Erin Newname");
  server.on("GET /users/erin", tagged({ ...ERIN, email: "erin@elsewhere.example" }, '"2"'));
  await userEvent.click(form.getByRole("button", { name: "Save account" }));
  await userEvent.click(await form.findByRole("button", { name: "Keep my edits on top of theirs" }));
  expect((form.getByLabelText("E-mail address") as HTMLInputElement).value).toBe("erin@elsewhere.example");
  server.on("PATCH /users/erin", ERIN);
  await userEvent.click(form.getByRole("button", { name: "Save account" }));
  await waitFor(() => expect(server.of("PATCH /users/erin").at(-1)?.headers.get("if-match")).toBe('"2"'));
  expect(server.sent("PATCH /users/erin")).toEqual({ name: "Erin Newname" });
});

test("an account is removed only after its login was typed, and a refusal is said", async () => {
  const server = withPeople().on("DELETE /users/erin", () => refused(409, "refused", "the last administrator stays"));
  await openPage(server, "/people?person=erin");
  await press("Remove this account");
  const asked = within(await screen.findByRole("dialog", { name: "Remove erin?" }));
  const remove = asked.getByRole<HTMLButtonElement>("button", { name: "Remove account" });
  expect(remove.disabled).toBe(true);
  await userEvent.type(asked.getByRole("textbox"), "erin");
  await userEvent.click(remove);
  expect((await asked.findByRole("alert")).textContent).toContain("The last administrator stays.");
});

test("who does not administer the server is told who does", async () => {
  const server = serve()
    .on("GET /me", PUBLISHER)
    .on("GET /users", () => refused(403, "may not", "no"));
  await openPage(server, "/people");
  expect(await screen.findByText("Only administrators see people")).toBeTruthy();
});
