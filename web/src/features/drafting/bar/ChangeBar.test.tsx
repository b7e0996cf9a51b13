import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { change, draft, EDITOR, fabric, resource } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

function withOpen(...open: object[]): FakeServer {
  return serve()
    .on("GET /me", EDITOR)
    .on("GET /fabrics", items(fabric()))
    .on("GET /fabrics/env", fabric())
    .on("GET /fabrics/env/resources", items(resource("web")))
    .on("GET /fabrics/env/kinds", items())
    .on("GET /fabrics/env/last-commits", items())
    .on("GET /changes", items(...open));
}

const bar = () => screen.findByRole("region", { name: "Your change" });
const save = { id: 7, at: 1, author: "Erin Example <erin@example.org>", resource: "VPC/web", more: 0 };

test("one's own change that was edited last is on the page, another person's is not", async () => {
  const other = change({
    id: "0200",
    change: "of ben",
    author: { name: "Ben", email: "ben@example.org" },
    updated_at: 9,
  });
  await openPage(withOpen(change(), change({ id: "0199", change: "newer", updated_at: 5 }), other), "/fabrics/env");
  await waitFor(async () => expect((await bar()).textContent).toContain("Your change newer: 1 edit"));
});

test("what was saved last is undone by its number, and a refusal is told", async () => {
  const server = withOpen(change({ last_save: save }));
  server.on("POST /changes/0197/undo", () => refused(412, "moved", "change `bigger web` was saved again since"));
  await openPage(server, "/fabrics/env");
  await userEvent.click(await within(await bar()).findByRole("button", { name: "Undo" }));
  expect(await screen.findByText(/was saved again since/)).toBeTruthy();
  expect(server.sent("POST /changes/0197/undo")).toEqual({ save: 7 });
});

test("a change is begun by its name and takes the next edit; dropped, edits go where they went before", async () => {
  await openPage(withOpen(change()), "/fabrics/env");
  await userEvent.click(await within(await bar()).findByRole("button", { name: "More of your change" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Begin another change…" }));
  await userEvent.type(await screen.findByRole("textbox", { name: "Name of the change" }), "tidy");
  await userEvent.click(screen.getByRole("button", { name: "Begin change" }));
  await waitFor(async () =>
    expect((await bar()).textContent).toContain("Your change tidy: it begins with your next edit"),
  );
  await userEvent.click(within(await bar()).getByRole("button", { name: "Cancel" }));
  await waitFor(async () => expect((await bar()).textContent).toContain("Your change bigger web"));
});

test("a change whose edits were all undone is dropped as it was seen, and stays where it got one since", async () => {
  const empty = change({ drafts: [] });
  const server = withOpen(empty);
  const now = [change(), empty];
  server.on("DELETE /changes/0197", change({ state: "discarded" }));
  await openPage(server, "/fabrics/env");
  const drop = await within(await bar()).findByRole("button", { name: "Discard" });
  server.on("GET /changes/0197", () => Response.json(now.shift() ?? empty, { headers: { etag: '"r7"' } }));
  await userEvent.click(drop);
  expect(await screen.findByText(/got an edit in the meantime/)).toBeTruthy();
  expect(server.count("DELETE /changes/0197")).toBe(0);
  await waitFor(() => expect(now).toHaveLength(0));
  await userEvent.click(await within(await bar()).findByRole("button", { name: "Discard" }));
  const asSeen = ({ headers }: { headers: Headers }) => headers.get("if-match") === '"r7"';
  await waitFor(() => expect(server.count("DELETE /changes/0197", asSeen)).toBe(1));
});

test("of several changes without edits the bar has the one that was edited last, to be undone, and drops none unasked", async () => {
  const [old, last] = [
    change({ change: "old", drafts: [], updated_at: 3 }),
    change({ id: "0199", change: "last", drafts: [], updated_at: 5, last_save: save }),
  ];
  const server = withOpen(old, last).on("POST /changes/0199/undo", { change: last });
  await openPage(server, "/fabrics/env");
  await waitFor(async () => expect((await bar()).textContent).toContain("Your change last"));
  await userEvent.click(await within(await bar()).findByRole("button", { name: "Undo" }));
  await screen.findByText("The last save of last is undone.");
  expect(server.asked.filter(({ method }) => method === "DELETE")).toEqual([]);
});

test("a change is discarded from the bar, with whose drafts go said first", async () => {
  const server = withOpen(change()).on("DELETE /changes/0197", change({ state: "discarded" }));
  await openPage(server, "/fabrics/env");
  await userEvent.click(await within(await bar()).findByRole("button", { name: "More of your change" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Discard change" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Discard bigger web?" }));
  expect(dialog.getByText(/^1 draft by .* will be discarded\. Git does not change\.$/)).toBeTruthy();
  expect(server.count("DELETE /changes/0197")).toBe(0);
  await userEvent.click(dialog.getByRole("button", { name: "Discard change" }));
  expect(await screen.findByText("bigger web is discarded; Git was not changed.")).toBeTruthy();
  expect(server.count("DELETE /changes/0197")).toBe(1);
});

test("edits move to another change, never all of them", async () => {
  const two = change({ drafts: [draft("web"), draft("lab")] });
  const server = withOpen(two).on("POST /changes/0197/split", { from: change(), into: change({ change: "later" }) });
  await openPage(server, "/fabrics/env");
  await userEvent.click(await within(await bar()).findByRole("button", { name: "More of your change" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Move edits to another change…" }));
  const dialog = within(await screen.findByRole("dialog"));
  const move = dialog.getByRole("button", { name: "Move edits" });
  await userEvent.click(move);
  expect(dialog.getByText("Choose what moves.")).toBeTruthy();
  for (const box of dialog.getAllByRole("checkbox")) await userEvent.click(box);
  expect(move).toHaveProperty("disabled", true);
  await userEvent.click(dialog.getByRole("checkbox", { name: /VPC\/web/ }));
  await userEvent.type(dialog.getByRole("textbox", { name: "Name of the new change" }), "later");
  await userEvent.click(move);
  expect(await screen.findByText("1 edit moved to later.")).toBeTruthy();
  expect(server.sent("POST /changes/0197/split")).toEqual({
    resources: ["VPC.vpc.githedgehog.com/default/lab"],
    into: "later",
  });
});

test("a change on its way stays on the bar, says the commit when it is there, and leaves on the next page", async () => {
  const queued = change({ state: "publishing" });
  const commit = "4f2a000000000000000000000000000000000000";
  const server = withOpen(queued).on("GET /changes/0197", queued);
  const router = await openPage(server, "/fabrics/env");
  const way = () => screen.queryByRole("region", { name: "Your change on its way" });
  await waitFor(() => expect(way()?.textContent).toContain("bigger web"));
  const published = change({ state: "published", commit });
  server.on("GET /changes", items()).on("GET /changes/0197", published);
  server.tell({
    event: "change",
    id: "0197",
    change: "bigger web",
    state: "published",
    fabric: "env",
    resources: [],
    more: false,
  });
  await waitFor(() => expect(way()?.textContent).toContain("as 4f2a"));
  await router.navigate({ to: "/help" });
  await waitFor(() => expect(way()).toBeNull());
});

test("what holds a change back leads to it", async () => {
  const problem = { path: "", line: 0, column: 0, severity: "error", rule: "taken", message: "x" };
  const diff = { diff: "", problems: [problem], conflicts: [], passed: 3 };
  await openPage(withOpen(change()).on("GET /changes/0197/diff", diff), "/fabrics/env");
  const link = await within(await bar()).findByRole("link", { name: "1 error" });
  expect(link.getAttribute("href")).toBe("/changes/0197");
});

test("conflicts lead to where they are decided", async () => {
  await openPage(withOpen(change({ conflicts: 2 })), "/fabrics/env");
  const link = await within(await bar()).findByRole("link", { name: "2 conflicts to decide" });
  expect(link.getAttribute("href")).toBe("/conflicts?fabric=env&change=bigger+web");
});
