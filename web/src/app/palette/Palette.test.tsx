import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { fabric, resource, VIEWER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items } from "~/test/server";

const HIT = { what: "resource", label: "VPC/web", fabric: "env", kind: "VPC", namespace: "default", name: "web" };
const DETAIL = {
  ...resource("web"),
  ...{ conflicts: [], findings: [], documents: [], references: [], referenced_by: [], drafts: [] },
  fields: [
    { path: "spec.mtu", git: 9000, drafts: { c: 1500 }, state: "draft" },
    { path: "spec.vlan", git: 1001, drafts: {}, state: "same" },
  ],
  evidence: { commit: "c1", looked_at: 1 },
  text: "",
};
const BOX = { name: "Search fabrics, resources, changes, conflicts and runs, or run an action" };

function withHits(...hits: object[]): FakeServer {
  return serve()
    .on("GET /repositories", items())
    .on("GET /search", ({ query }) => items(...(query.get("q") ? hits : [])));
}

async function openPalette() {
  await screen.findByRole("heading", { name: "Changes" });
  await userEvent.keyboard("{Control>}k{/Control}");
  return screen.findByRole("combobox", BOX);
}

const options = () => screen.getAllByRole("option").map((option) => option.textContent);
const chosen = () => screen.getByRole("option", { selected: true }).textContent;

test("Ctrl-K opens it with the keys in its field, closes it, and Escape does", async () => {
  await openPage(withHits(), "/changes");
  const box = await openPalette();
  await waitFor(() => expect(document.activeElement).toBe(box));
  await userEvent.keyboard("{Control>}k{/Control}");
  await waitFor(() => expect(screen.queryByRole("combobox", BOX)).toBeNull());
  await userEvent.keyboard("{Control>}k{/Control}");
  await screen.findByRole("combobox", BOX);
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("combobox", BOX)).toBeNull());
});

test("what is found comes first and is chosen; the arrows go round, and Enter goes there", async () => {
  const router = await openPage(withHits(HIT).on("GET /fabrics/env", fabric()), "/changes");
  await openPalette();
  await userEvent.keyboard("re");
  await waitFor(() => expect(options()[0]).toContain("VPC/web"));
  await waitFor(() => expect(chosen()).toContain("VPC/web"));
  expect(options()).toContain("Repositories");
  await userEvent.keyboard("{ArrowDown}");
  expect(chosen()).not.toContain("VPC/web");
  await userEvent.keyboard("{ArrowUp}{ArrowUp}");
  expect(chosen()).toBe(options().at(-1));
  await userEvent.keyboard("{ArrowUp}");
  while (chosen() !== "Repositories") await userEvent.keyboard("{ArrowUp}");
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(router.state.location.pathname).toBe("/repositories"));
  expect(screen.queryByRole("combobox", BOX)).toBeNull();
});

test("every typed word must stand in what is offered, and what is not for whoever looks is not offered", async () => {
  await openPage(withHits().on("GET /me", VIEWER), "/changes");
  await openPalette();
  expect(options()).not.toContain("Credentials");
  await userEvent.keyboard("dark theme");
  await waitFor(() => expect(options()).toEqual(["Theme: dark"]));
  await userEvent.keyboard(" nowhere");
  expect(await screen.findByText("No results.")).toBeTruthy();
});

test("a saved filter is found by its name, and leads to its list with it", async () => {
  const saved = { saved_by: "Ada", saved_at: 1, shared: true, revision: 1 };
  const filter = { id: 7, name: "Open labs", page: "changes", query: { q: "lab" }, ...saved };
  const router = await openPage(withHits().on("GET /filters", items(filter)), "/changes");
  await openPalette();
  await userEvent.keyboard("labs");
  const option = await screen.findByRole("option", { name: /Open labs/ });
  expect(option.textContent).toContain("filter · changes");
  await userEvent.click(option);
  await waitFor(() => expect(router.state.location.search).toEqual({ q: "lab" }));
});

test("a resource found by a field leads to that field, marked among all of them", async () => {
  const hit = { ...HIT, field: "spec.vlan", detail: "spec.vlan: 1001" };
  const server = withHits(hit)
    .on("GET /fabrics/env", fabric())
    .on("GET /fabrics/env/resources/VPC/default/web", DETAIL);
  await openPage(server, "/changes");
  await openPalette();
  await userEvent.keyboard("1001");
  const option = await screen.findByRole("option", { name: /VPC\/web/ });
  expect(option.textContent).toContain("spec.vlan: 1001");
  await userEvent.click(option);
  const table = await screen.findByRole("table", { name: "Fields of the resource" });
  const marked = within(table)
    .getAllByRole("row")
    .filter((row) => row.getAttribute("aria-current") === "true");
  expect(marked.map((row) => row.textContent)).toEqual([expect.stringContaining("spec.vlan")]);
});

test("Tab shows what can be done with what was found; Escape leads back to it, Enter does it", async () => {
  const server = withHits(HIT)
    .on("GET /fabrics/env", fabric())
    .on("GET /fabrics/env/resources/VPC/default/web", DETAIL);
  const router = await openPage(server, "/changes");
  await openPalette();
  await userEvent.keyboard("web");
  await waitFor(() => expect(chosen()).toContain("VPC/web"));
  await userEvent.keyboard("{Tab}");
  await screen.findByRole("option", { name: "History" });
  await userEvent.keyboard("{Escape}");
  expect(await screen.findByRole<HTMLInputElement>("combobox", BOX)).toHaveProperty("value", "web");
  await waitFor(() => expect(chosen()).toContain("VPC/web"));
  await userEvent.keyboard("{Tab}");
  await screen.findByRole("option", { name: "History" });
  await userEvent.keyboard("refers");
  await waitFor(() => expect(options()).toEqual(["What refers to it"]));
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(router.state.location.href).toBe("/fabrics/env/resources/VPC/default/web?tab=references"));
});

test("the name that kubectl takes is copied", async () => {
  const user = userEvent.setup();
  await openPage(withHits({ ...HIT, group: "vpc.githedgehog.com" }), "/changes");
  await openPalette();
  await user.keyboard("web");
  await waitFor(() => expect(chosen()).toContain("VPC/web"));
  await user.keyboard("{Tab}");
  await user.click(await screen.findByRole("option", { name: /kubectl/ }));
  await waitFor(async () =>
    expect(await navigator.clipboard.readText()).toBe("vpc.vpc.githedgehog.com/web -n default"),
  );
});

test("an action is run by a click", async () => {
  await openPage(withHits(), "/changes");
  await openPalette();
  await userEvent.keyboard("theme dark");
  const option = await screen.findByRole("option", { name: "Theme: dark" });
  await userEvent.click(within(option).getByText("Theme: dark"));
  await waitFor(() => expect(document.documentElement.dataset.theme).toBe("dark"));
  expect(screen.queryByRole("combobox", BOX)).toBeNull();
});

test("Enter that ends the typing of a word in another script chooses nothing", async () => {
  const router = await openPage(withHits(), "/changes");
  const box = await openPalette();
  fireEvent.keyDown(box, { key: "Enter", isComposing: true });
  expect(screen.getByRole("combobox", BOX)).toBeTruthy();
  expect(router.state.location.pathname).toBe("/changes");
});
