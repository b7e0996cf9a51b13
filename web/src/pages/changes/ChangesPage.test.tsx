import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { change, clash, draft, fabric } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { items, refused } from "~/test/server";

test("a change that breaks a rule together with another one is marked in the list, with words", async () => {
  const server = serve().on("GET /fabrics", items(fabric()));
  server.on("GET /changes", items(change({ clashes: [clash()] }), change({ id: "0199", change: "labs" })));
  await openPage(server, "/changes");
  const words = "Together with change storage by Bob Example it breaks VPC: subnet of another VPC.";
  expect((await screen.findAllByTitle(words)).length).toBe(1);
});

test("an open change with a draft that breaks a rule says so in the list", async () => {
  const broken = change({ drafts: [draft("web", { state: "invalid" })] });
  const server = serve().on("GET /fabrics", items(fabric()));
  server.on("GET /changes", items(broken, change({ id: "0199", change: "labs" })));
  await openPage(server, "/changes");
  const table = await screen.findByRole("table", { name: "Open changes" });
  expect(within(table).getAllByRole("button", { name: "invalid" })).toHaveLength(1);
  const glyphs = within(table)
    .getAllByRole("img", { hidden: true })
    .map((glyph) => glyph.getAttribute("aria-label"));
  expect(glyphs.sort()).toEqual(["Git, Hedgerow: open", "Git, Hedgerow: open, would be refused"]);
});

test("several changes are published one after the other, each told with what became of it", async () => {
  const diff = (head: string) => ({ head, diff: "", problems: [], conflicts: [], warnings: [] });
  const server = serve().on("GET /fabrics", items(fabric()));
  server.on("GET /changes", items(change(), change({ id: "0199", change: "labs", revision: "r2" })));
  server.on("GET /changes/0197/diff", diff("aaaa")).on("GET /changes/0199/diff", diff("aaaa"));
  const report = { warnings: [], conflicts: [], attempts: 1, duration_ms: 1 };
  server.on("POST /changes/0197/publish", {
    ...report,
    change: "bigger web",
    id: "0197",
    state: "published",
    commit: "bbbb",
  });
  server.on("POST /changes/0199/publish", {
    ...report,
    change: "labs",
    id: "0199",
    state: "waiting",
    reason: { kind: "moved-since-preview" },
  });
  await openPage(server, "/changes");
  await userEvent.click(await screen.findByRole("checkbox", { name: "Select all shown rows" }));
  await userEvent.click(screen.getByRole("button", { name: "Publish changes" }));
  const dialog = await screen.findByRole("dialog", { name: "Publish 2 changes?" });
  expect(await within(dialog).findByText("2 changes would be published.")).toBeTruthy();
  expect(server.count("POST /changes/0197/publish")).toBe(0);
  await userEvent.click(within(dialog).getByRole("button", { name: "Publish changes" }));
  expect(await within(dialog).findByText("1 change is published, 1 is refused.")).toBeTruthy();
  expect(server.sent("POST /changes/0197/publish")).toEqual({ previewed: "aaaa", revision: "r1" });
  // the branch is where the first one brought it
  expect(server.sent("POST /changes/0199/publish")).toEqual({ previewed: "bbbb", revision: "r2" });
});

test("several changes are discarded, and one that is refused stops no other", async () => {
  const server = serve().on("GET /fabrics", items(fabric()));
  server.on("GET /changes", items(change(), change({ id: "0199", change: "labs" })));
  server.on("DELETE /changes/0197", () => refused(409, "refused", "it was edited just now"));
  server.on("DELETE /changes/0199", change({ id: "0199", change: "labs", state: "discarded" }));
  await openPage(server, "/changes");
  await userEvent.click(await screen.findByRole("checkbox", { name: "Select all shown rows" }));
  await userEvent.click(screen.getByRole("button", { name: "Discard changes" }));
  const dialog = await screen.findByRole("dialog", { name: "Discard 2 changes?" });
  await userEvent.click(within(dialog).getByRole("button", { name: "Discard changes" }));
  expect(await within(dialog).findByText("1 change is discarded, 1 is refused.")).toBeTruthy();
  expect(dialog.textContent).toContain("it was edited just now");
});

test.each([
  ["/changes", "Open"],
  ["/changes?fabric=env", "Open"],
  ["/changes?state=finished", "Finished"],
  ["/changes?fabric=env&state=finished", "Finished"],
])("one tab is the current one at %s", async (address, current) => {
  const server = serve().on("GET /fabrics", items(fabric()));
  await openPage(server, address);
  const tabs = within(await screen.findByRole("navigation", { name: "Which changes" })).getAllByRole("link");
  const marked = tabs.filter((tab) => tab.getAttribute("aria-current") === "page");
  expect(marked.map((tab) => tab.textContent?.trim())).toEqual([current]);
});
