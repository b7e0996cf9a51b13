import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { ChangeView, Me } from "~/api/types";
import { change, EDITOR, fabric, VIEWER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

const REVERT = "POST /changes/0197/revert";
const COMMIT = "c0ffee0000000000000000000000000000000000";
const DIFF = { head: COMMIT, diff: "", problems: [], conflicts: [], passed: 1, warnings: [], unchecked: [] };

function withPublished(me: Me, more: Partial<ChangeView> = {}): FakeServer {
  return serve()
    .on("GET /me", me)
    .on("GET /fabrics", items(fabric()))
    .on("GET /fabrics/env", fabric())
    .on("GET /changes/0197", change({ state: "published", commit: COMMIT, ...more }))
    .on("GET /fabrics/env/resources/VPC/default/web/history", items());
}

async function ask(): Promise<HTMLElement> {
  await userEvent.click(await screen.findByRole("button", { name: "Revert…" }));
  return screen.findByRole("dialog", { name: "Revert bigger web?" });
}

test("a published change is reverted by a new one, which is named as Git would and is shown afterwards", async () => {
  const server = withPublished(EDITOR);
  const name = 'Revert "bigger web"';
  const opened = change({ id: "0198", change: name });
  server.on(REVERT, opened).on("GET /changes/0198", opened).on("GET /changes/0198/diff", DIFF);
  const router = await openPage(server, "/changes/0197");
  const dialog = await ask();
  expect(dialog.textContent).toContain(
    `The change ${name} is opened, in which its resources are what they were before.`,
  );
  expect(dialog.textContent).toContain("What others did to them since stays, or becomes a conflict.");
  expect(dialog.textContent).toContain("Nothing is published yet.");
  expect(within(dialog).queryByRole("textbox")).toBeNull();
  expect(server.count(REVERT)).toBe(0);
  await userEvent.click(within(dialog).getByRole("button", { name: "Revert change" }));
  expect(await screen.findByRole("heading", { name })).toBeTruthy();
  expect(router.state.location.pathname).toBe("/changes/0198");
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(server.sent(REVERT)).toEqual({ change: name });
});

test("where a change has the name already, another one can be given", async () => {
  const server = withPublished(EDITOR);
  const words = 'a change called `Revert "bigger web"` is open already; give the new one another name';
  const problem = { type: "urn:hedgerow:problem:refused", title: "Refused", detail: words, code: "change-name-taken" };
  server.on(REVERT, () => Response.json(problem, { status: 409 }));
  await openPage(server, "/changes/0197");
  const dialog = await ask();
  const send = within(dialog).getByRole("button", { name: "Revert change" });
  await userEvent.click(send);
  expect((await within(dialog).findByRole("alert")).textContent).toContain("give the new one another name");
  const field = within(dialog).getByLabelText("Name of the new change");
  await userEvent.clear(field);
  await userEvent.click(send);
  expect(within(dialog).getByText("The change needs a name.")).toBeTruthy();
  expect(server.count(REVERT)).toBe(1);
  await userEvent.type(field, " smaller web ");
  await userEvent.click(send);
  await waitFor(() => expect(server.sent(REVERT)).toEqual({ change: "smaller web" }));
});

test("another refusal stands in the dialog, asks for no name, and is gone when it is cancelled", async () => {
  const server = withPublished(EDITOR);
  server.on(REVERT, () => refused(409, "Refused", "its resources are as they were before it"));
  await openPage(server, "/changes/0197");
  const dialog = await ask();
  await userEvent.click(within(dialog).getByRole("button", { name: "Revert change" }));
  expect((await within(dialog).findByRole("alert")).textContent).toContain("as they were before");
  expect(within(dialog).queryByRole("textbox")).toBeNull();
  await userEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(within(await ask()).queryByRole("alert")).toBeNull();
});

test("somebody who may not edit is not offered it", async () => {
  await openPage(withPublished(VIEWER), "/changes/0197");
  await screen.findByText(/Published as/);
  expect(screen.queryByRole("button", { name: "Revert…" })).toBeNull();
});

test("a change that pushed nothing is not reverted", async () => {
  await openPage(withPublished(EDITOR, { commit: null }), "/changes/0197");
  await screen.findByText("There was nothing to push.");
  expect(screen.queryByRole("button", { name: "Revert…" })).toBeNull();
});
