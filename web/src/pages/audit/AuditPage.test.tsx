import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { fabric, PUBLISHER, somebody } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items } from "~/test/server";

const ENTRY = {
  seq: 12,
  at: 1,
  actor: { kind: "user", login: "alice", name: "Alice Example" },
  action: "draft.save",
  outcome: "done",
  subject: "change bigger-web",
  fabric: "env",
};

function withEntries(...entries: object[]): FakeServer {
  return serve()
    .on("GET /fabrics", items(fabric()))
    .on("GET /audit", items(...entries));
}

const last = (server: FakeServer) => Object.fromEntries(server.of("GET /audit").at(-1)?.query ?? []);

test("the filter of the address is what is asked for, and a choice changes both", async () => {
  const server = withEntries(ENTRY);
  const router = await openPage(server, "/audit?actor=alice&outcome=refused");
  await screen.findByText("1 entry");
  expect(last(server)).toMatchObject({ actor: "alice", outcome: "refused" });
  await userEvent.selectOptions(screen.getByLabelText("What"), "draft.save");
  await waitFor(() => expect(last(server)).toMatchObject({ actor: "alice", outcome: "refused", action: "draft.save" }));
  expect(router.state.location.searchStr).toContain("action=draft.save");
});

test("what was done is grouped by what it is about, and a period is asked for like typed times", async () => {
  const server = withEntries(ENTRY);
  const router = await openPage(server, "/audit?until=2020-01-01T00%3A00&actor=alice");
  const what = await screen.findByLabelText("What");
  expect(
    within(within(what).getByRole("group", { name: "Repositories" })).getByRole("option", {
      name: "Connected a repository",
    }),
  ).toBeTruthy();
  const before = Date.now();
  await userEvent.click(screen.getByRole("button", { name: "Time" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Last hour" }));
  await waitFor(() => expect(last(server).since).toBeTruthy());
  const { since, until, actor } = last(server);
  expect(actor).toBe("alice");
  expect(until).toBeUndefined();
  expect(before - Number(since)).toBeGreaterThanOrEqual(3_600_000);
  expect(before - Number(since)).toBeLessThan(3_600_000 + 60_000);
  const { value } = (await screen.findByLabelText("Since")) as HTMLInputElement;
  expect((router.state.location.search as { since?: string }).since).toBe(value);
  expect(screen.getByLabelText("On what").getAttribute("aria-describedby")).toBeTruthy();
});

test("nothing found is told apart from nothing there", async () => {
  const server = withEntries();
  await openPage(server, "/audit?actor=nobody");
  expect(await screen.findByText("No entry matches the filter")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Clear filters" }));
  expect(await screen.findByText("Nothing is recorded yet")).toBeTruthy();
});

test("a chain that nobody touched says how long it is and how to remember its end", async () => {
  const verified = { ok: true, entries: 12, problems: [], further: 0, head: "c0de", last: 12 };
  await openPage(withEntries(ENTRY).on("GET /audit/verification", verified), "/audit");
  await userEvent.click(await screen.findByRole("button", { name: "Verify the chain" }));
  expect(await screen.findByText("The chain is intact: 12 entries.")).toBeTruthy();
  expect(screen.getByText("c0de")).toBeTruthy();
});

test("a chain that was touched says where, in how many places, and what to do first", async () => {
  const problems = [{ seq: 4, to: 6, what: "are gone" }];
  const verified = { ok: false, entries: 12, problems, further: 2, head: null };
  await openPage(withEntries(ENTRY).on("GET /audit/verification", verified), "/audit");
  await userEvent.click(await screen.findByRole("button", { name: "Verify the chain" }));
  const dialog = await screen.findByRole("dialog");
  expect(await within(dialog).findByText("The chain is broken in 3 places.")).toBeTruthy();
  expect(dialog.textContent).toContain("Entries 4 to 6: are gone");
  expect(dialog.textContent).toContain("And 2 more places.");
  expect(dialog.textContent).toContain("Keep a copy before anything else is done.");
});

test("an admin of a fabric sees its entries and is not offered the chain of all", async () => {
  const manager = somebody("mia", "read", "edit", "resolve", "publish", "approve", "manage");
  await openPage(withEntries(ENTRY).on("GET /me", manager), "/audit");
  expect(await screen.findByText("1 entry")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Verify the chain" })).toBeNull();
});

test("who sets up nothing is told for whom the audit is, and nothing is asked for", async () => {
  const server = serve().on("GET /me", PUBLISHER);
  await openPage(server, "/audit");
  expect(await screen.findByText("Only administrators see the audit")).toBeTruthy();
  expect(server.count("GET /audit")).toBe(0);
});
