import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { FilterView } from "~/api/types";
import { change, fabric, VIEWER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { items, refused } from "~/test/server";

const OWN: FilterView = {
  id: 1,
  name: "Mine",
  page: "changes",
  query: { q: "web" },
  shared: false,
  saved_by: "Ada Example",
  saved_at: 1,
  revision: 3,
};
const SHARED: FilterView = { ...OWN, id: 2, name: "Ours", query: { q: "lab", state: "finished" }, shared: true };

function withFilters(...filters: FilterView[]) {
  return serve()
    .on("GET /fabrics", items(fabric()))
    .on("GET /changes", items(change()))
    .on("GET /filters", items(...filters));
}

async function openMenu() {
  await userEvent.click(await screen.findByRole("button", { name: "Saved filters" }));
  return screen.findByRole("menu");
}

test("the filters of this list are offered, and one that is chosen is in the address and leaves the rest of it", async () => {
  const server = withFilters(OWN, SHARED);
  const router = await openPage(server, "/changes?q=old");
  const menu = await openMenu();
  expect(server.of("GET /filters")[0]?.query.get("list")).toBe("changes");
  await userEvent.click(await within(menu).findByRole("menuitem", { name: /^Ours/ }));
  await waitFor(() => expect(router.state.location.search).toEqual({ q: "lab", state: "finished" }));
});

test("what is not known is not told as none", async () => {
  const server = withFilters().on("GET /filters", () => refused(503, "Database not available", "try again"));
  await openPage(server, "/changes");
  const menu = await openMenu();
  expect(await within(menu).findByText(/could not be loaded: Database not available/)).toBeTruthy();
  expect(within(menu).queryByText("None is saved of this list")).toBeNull();
  expect(within(menu).getByRole("menuitem", { name: /the list is not filtered/ }).ariaDisabled).toBe("true");
});

test("a filter is saved under a name; one of that name is replaced at the revision that was seen, which is undone", async () => {
  const server = withFilters(OWN)
    .on("POST /filters", ({ body }) => ({ ...OWN, ...(body as object) }))
    .on("PATCH /filters/1", ({ body }) => ({ ...OWN, ...(body as object), revision: 4 }));
  await openPage(server, "/changes?q=new&state=finished");
  await userEvent.click(within(await openMenu()).getByRole("menuitem", { name: "Save this filter…" }));
  const dialog = await screen.findByRole("dialog", { name: "Save this filter" });
  await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(dialog.textContent).toContain("The filter needs a name.");
  await userEvent.type(within(dialog).getByRole("textbox", { name: "Name" }), "Mine");
  await userEvent.click(within(dialog).getByRole("checkbox", { name: /^Share it with everybody/ }));
  await userEvent.click(within(dialog).getByRole("checkbox", { name: /^Share it with everybody/ }));
  expect(dialog.textContent).toContain("One of your filters has this name: it will be replaced.");
  await userEvent.click(within(dialog).getByRole("button", { name: "Replace Mine" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(server.sent("PATCH /filters/1")).toEqual({ query: { q: "new", state: "finished" } });
  expect(server.of("PATCH /filters/1")[0]?.headers.get("if-match")).toBe('"r3"');
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  await waitFor(() => expect(server.count("PATCH /filters/1")).toBe(2));
  expect(server.sent("PATCH /filters/1")).toEqual({ name: "Mine", query: { q: "web" }, shared: false });
  expect(server.of("PATCH /filters/1")[1]?.headers.get("if-match")).toBe('"r4"');
  expect(server.count("POST /filters")).toBe(0);
});

test("who may not share is offered their own acts alone, and a refusal is told where it was asked", async () => {
  const server = withFilters(OWN, SHARED)
    .on("GET /me", VIEWER)
    .on("PATCH /filters/1", () => refused(409, "Refused", "your filter of this list is called `Ours` already"));
  await openPage(server, "/changes?q=web");
  await userEvent.click(within(await openMenu()).getByRole("menuitem", { name: "Share, rename, remove…" }));
  const dialog = await screen.findByRole("dialog", { name: "Saved filters of the changes" });
  const shared = within(dialog).getByRole("region", { name: "Shared" });
  expect(within(shared).queryAllByRole("button")).toEqual([]);
  expect(shared.textContent).toContain("saved by Ada Example");
  const own = within(dialog).getByRole("region", { name: "Yours" });
  expect(within(own).queryByRole("button", { name: /^Share/ })).toBeNull();
  await userEvent.click(within(own).getByRole("button", { name: "Rename Mine" }));
  const name = within(own).getByRole("textbox", { name: "New name of Mine" });
  await userEvent.clear(name);
  await userEvent.type(name, "Ours");
  await userEvent.click(within(own).getByRole("button", { name: "Rename" }));
  expect((await within(own).findByRole("alert")).textContent).toContain("is called Ours already");
  expect(server.sent("PATCH /filters/1")).toEqual({ name: "Ours" });
});

test("what is removed is saved again from the dialog that removed it", async () => {
  const server = withFilters(OWN)
    .on("DELETE /filters/1", null)
    .on("POST /filters", ({ body }) => ({ ...OWN, ...(body as object), id: 5 }));
  await openPage(server, "/changes");
  await userEvent.click(within(await openMenu()).getByRole("menuitem", { name: "Share, rename, remove…" }));
  const dialog = await screen.findByRole("dialog", { name: "Saved filters of the changes" });
  server.on("GET /filters", items());
  await userEvent.click(within(dialog).getByRole("button", { name: "Remove Mine" }));
  expect(await within(dialog).findByText("No filter of this list is saved.")).toBeTruthy();
  await userEvent.click(within(dialog).getByRole("button", { name: "Undo" }));
  expect(await within(dialog).findByText("The filter is as it was.")).toBeTruthy();
  expect(server.sent("POST /filters")).toEqual({ name: "Mine", page: "changes", query: { q: "web" }, shared: false });
});
