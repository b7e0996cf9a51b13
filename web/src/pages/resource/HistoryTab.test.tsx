import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { HistoryEntry, Me } from "~/api/types";
import { change, draft, EDITOR, fabric, resource, VIEWER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

const PATH = "/fabrics/env/resources/VPC/default/web";
const SAVE = "POST /fabrics/env/drafts";

function entry(commit: string, more: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    commit: commit.repeat(40),
    subject: `Commit ${commit}`,
    author: { name: "Olga Outside", email: "olga@example.org" },
    at: 1,
    path: "env/web.yaml",
    what: "changed",
    diff: "@@ -1 +1 @@\n-vlan: 1001\n+vlan: 1300\n",
    ...more,
  };
}

const HISTORY = [entry("d"), entry("c"), entry("b", { what: "deleted" }), entry("a", { what: "added", subject: "" })];

function detail(more: object = {}): object {
  const lists = { conflicts: [], findings: [], documents: [], references: [], referenced_by: [], drafts: [] };
  const evidence = { commit: "d", looked_at: 1 };
  return { ...resource("web"), ...lists, fields: [], evidence, text: "", ...more };
}

function withHistory(me: Me, ...entries: HistoryEntry[]): FakeServer {
  return serve()
    .on("GET /me", me)
    .on("GET /fabrics", items(fabric()))
    .on("GET /fabrics/env", fabric())
    .on("GET /changes", items(change()))
    .on(`GET ${PATH}`, detail())
    .on(`GET ${PATH}/history`, items(...entries));
}

const restores = () => screen.queryAllByRole("button", { name: /^Restore… / }).map(({ ariaLabel }) => ariaLabel);

test("a resource is restored to each entry that has it, but not to how it is now", async () => {
  await openPage(withHistory(EDITOR, ...HISTORY), `${PATH}?tab=history`);
  await screen.findByText("Commit d");
  expect(restores()).toEqual(["Restore… cccccccccc", "Restore… aaaaaaaaaa"]);
});

test("somebody who may not edit is offered none of it", async () => {
  await openPage(withHistory(VIEWER, ...HISTORY), `${PATH}?tab=history`);
  await screen.findByText("Commit d");
  expect(restores()).toEqual([]);
});

test("restoring says to what, asks for the change, and says where it is", async () => {
  const server = withHistory(EDITOR, ...HISTORY).on(SAVE, change());
  await openPage(server, `${PATH}?tab=history`);
  await userEvent.click(await screen.findByRole("button", { name: "Restore… cccccccccc" }));
  const dialog = await screen.findByRole("dialog", { name: "Restore VPC/web?" });
  expect(dialog.textContent).toMatch(
    /VPC\/web becomes what it was at cccccccccc \(Commit c, Olga Outside, .+ ago, .+\)/,
  );
  await within(dialog).findByText("It will be saved in the change bigger web.");
  await userEvent.click(within(dialog).getByRole("button", { name: "Restore VPC/web" }));
  expect(await screen.findByText("VPC/web is restored to cccccccccc in bigger web, not in Git yet.")).toBeTruthy();
  const edit = { op: "restore", resource: "VPC.vpc.githedgehog.com/default/web", at: "c".repeat(40) };
  expect(server.sent(SAVE)).toEqual({ change: "bigger web", edits: [edit] });
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("a refusal stands in the dialog", async () => {
  const server = withHistory(EDITOR, ...HISTORY);
  server.on(SAVE, () => refused(422, "Invalid request", "VPC/web already has this content", "invalid"));
  await openPage(server, `${PATH}?tab=history`);
  await userEvent.click(await screen.findByRole("button", { name: "Restore… aaaaaaaaaa" }));
  const dialog = await screen.findByRole("dialog", { name: "Restore VPC/web?" });
  expect(dialog.textContent).toContain("aaaaaaaaaa (no message, Olga Outside,");
  await within(dialog).findByText("It will be saved in the change bigger web.");
  await userEvent.click(within(dialog).getByRole("button", { name: "Restore VPC/web" }));
  expect((await within(dialog).findByRole("alert")).textContent).toContain("already has this content");
});

test("that a draft of it would be replaced is said where it is in the change that it goes to", async () => {
  const drafted = { ...draft("web"), change: "bigger web", change_id: "0197", text: "", base_text: "" };
  const server = withHistory(EDITOR, ...HISTORY).on(`GET ${PATH}`, detail({ drafts: [drafted] }));
  await openPage(server, `${PATH}?tab=history`);
  await userEvent.click(await screen.findByRole("button", { name: "Restore… cccccccccc" }));
  const dialog = await screen.findByRole("dialog", { name: "Restore VPC/web?" });
  await within(dialog).findByText("The draft of it in bigger web is replaced.");
});
