import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { change, fabric, resource } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { items } from "~/test/server";

test("? shows the keys, but not where it is typed", async () => {
  await openPage(serve().on("GET /fabrics", items(fabric())).on("GET /changes", items(change())), "/changes");
  await userEvent.type(await screen.findByRole("combobox", { name: "Filter changes" }), "?");
  expect(screen.queryByRole("dialog")).toBeNull();
  await userEvent.clear(screen.getByRole("combobox", { name: "Filter changes" }));
  (document.activeElement as HTMLElement).blur();
  await userEvent.keyboard("?");
  const dialog = await screen.findByRole("dialog", { name: "Keys" });
  expect(within(dialog).getByRole("region", { name: "Tables" }).textContent).toContain("next and previous row");
  await userEvent.click(within(dialog).getByRole("button", { name: "Words for states" }));
  expect(within(dialog).getByRole("region", { name: "The lamps" }).textContent).toContain(
    "The cluster differs from Git.",
  );
  expect(within(dialog).getByText("It gathers edits; nothing of it is on its way to Git.")).toBeTruthy();
});

test("a state says what it means when it has the focus, and leads to all words", async () => {
  const conflicted = change({ state: "conflicted", conflicts: 1 });
  await openPage(serve().on("GET /fabrics", items(fabric())).on("GET /changes", items(conflicted)), "/changes");
  const table = await screen.findByRole("table", { name: "Open changes" });
  const state = within(table).getByRole("button", { name: "conflicted" });
  state.focus();
  const means = "Conflicts of it are open: decide them, then publish again.";
  expect((await screen.findAllByText(means)).length).toBeGreaterThan(0);
  await userEvent.click(state);
  const dialog = await screen.findByRole("dialog", { name: "Words for states" });
  expect(within(dialog).getByRole("region", { name: "A change" }).textContent).toContain(means);
});

test("what explains a page of states shows the lamps in place, and the way on to the documentation", async () => {
  const server = serve().on("GET /fabrics", items(fabric())).on("GET /fabrics/env", fabric());
  server.on("GET /fabrics/env/resources", items(resource("web"))).on("GET /changes", items());
  server.on("GET /fabrics/env/last-commits", items());
  const router = await openPage(server, "/fabrics/env");
  const row = await screen.findByRole("link", { name: /web$/ });
  await userEvent.hover(within(row).getByRole("img"));
  expect(screen.getByRole("tooltip").textContent).toBe("Git, Hedgerow: in sync with Git");
  await userEvent.click(await screen.findByRole("button", { name: /^Help: the states/ }));
  const lamps = await within(await screen.findByRole("dialog")).findByRole("region", { name: "The lamps" });
  expect(lamps.textContent).toContain("A line between two of them: they agree.");
  await userEvent.click(within(lamps).getByRole("link", { name: /^Help: the states/ }));
  expect(router.state.location.href).toBe("/help/concepts#states");
  expect(screen.queryByRole("dialog")).toBeNull();
});
