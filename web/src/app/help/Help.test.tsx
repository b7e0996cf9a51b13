import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { change, fabric } from "~/test/fixtures";
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
  expect(within(dialog).getByText("It gathers edits, and nothing holds it up.")).toBeTruthy();
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
