import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { conflict, draftWithCluster, EDITOR, fabric, gitWithCluster, VIEWER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items } from "~/test/server";

const WEB = conflict("spec.vlan");
const LAB = conflict("spec.mtu", { id: 8, name: "lab", kind: "Switch", assignee: "erin" });
const RESOLVE = "POST /conflicts/resolve";

function withConflicts(...all: object[]): FakeServer {
  return serve()
    .on("GET /me", EDITOR)
    .on("GET /fabrics", items(fabric()))
    .on("GET /fabrics/env", fabric())
    .on("GET /conflicts", items(...all));
}

const box = (name: string) => screen.findByRole("checkbox", { name: `Select ${name}` });

test("several are decided together after what it does is shown, and only those that are not refused", async () => {
  const taken = { ...WEB, state: "resolved", decision: { take: "draft" } };
  const server = withConflicts(WEB, LAB).on(RESOLVE, (asked) => {
    const { preview, conflicts } = asked.body as { preview: boolean; conflicts: number[] };
    const all = [
      { id: 7, conflict: taken },
      { id: 8, refused: "conflict 8: deciding it breaks the schema" },
    ].filter(({ id }) => conflicts.includes(id));
    return { preview, decided: 1, refused: all.length - 1, conflicts: all };
  });
  await openPage(server, "/conflicts");
  await userEvent.click(await box("VPC web in bigger web"));
  await userEvent.click(await box("Switch lab in bigger web"));
  await userEvent.click(screen.getByRole("button", { name: "Take draft" }));
  const dialog = await screen.findByRole("dialog", { name: "Take draft in 2 conflicts?" });
  expect(await within(dialog).findByText("1 conflict would be decided, 1 is refused.")).toBeTruthy();
  expect(dialog.textContent).toContain("draft: 1300");
  expect(dialog.textContent).toContain("deciding it breaks the schema");
  expect(server.of(RESOLVE).map((asked) => (asked.body as { preview: boolean }).preview)).toEqual([true]);
  await userEvent.type(within(dialog).getByRole("textbox", { name: "Why (optional)" }), "agreed");
  await userEvent.click(within(dialog).getByRole("button", { name: "Take draft" }));
  await waitFor(() =>
    expect(server.sent(RESOLVE)).toEqual({ conflicts: [7], take: "draft", why: "agreed", preview: false }),
  );
  // what is decided leaves the list; what became of it stays to be read
  server.on("GET /conflicts", items());
  server.tell({ event: "conflicts", fabric: "env", resources: ["VPC/web", "Switch/lab"], more: false });
  await screen.findByText("No conflict is open.");
  expect(await within(dialog).findByText("1 conflict is decided.")).toBeTruthy();
});

test("the list is narrowed in the address", async () => {
  const server = withConflicts(WEB, LAB);
  const router = await openPage(server, "/conflicts?assignee=me");
  expect(await screen.findByRole("link", { name: "VPC web" })).toBeTruthy();
  expect(server.of("GET /conflicts")[0]?.query.get("assignee")).toBe("erin");
  await userEvent.selectOptions(screen.getByLabelText("Kind"), "Switch");
  await waitFor(() => expect(screen.queryByRole("link", { name: "VPC web" })).toBeNull());
  expect(router.state.location.search).toMatchObject({ kind: "Switch", assignee: "me" });
  expect(screen.getByText("1 conflict in 1 resource needs a decision.")).toBeTruthy();
});

test("who disagrees is told, and the cluster's side is taken in a change that is named", async () => {
  const taken = { ...gitWithCluster("spec.mtu", { id: 9, name: "lab" }), decision: { take: "cluster" } };
  const server = withConflicts(
    draftWithCluster("spec.vlan"),
    gitWithCluster("spec.mtu", { id: 9, name: "lab" }),
    conflict("spec.mode", { id: 10, name: "db" }),
  );
  server.on(RESOLVE, { preview: true, decided: 1, refused: 0, conflicts: [{ id: 9, conflict: taken }] });
  await openPage(server, "/conflicts");
  expect(await screen.findByText("Git and cluster lab")).toBeTruthy();
  expect(screen.getByText("with cluster lab")).toBeTruthy();
  await userEvent.click(await box("VPC db in bigger web"));
  expect(screen.queryByRole("button", { name: "Take cluster" })).toBeNull();
  await userEvent.click(await box("VPC db in bigger web"));
  await userEvent.click(await box("VPC lab"));
  expect(screen.queryByRole("button", { name: "Take draft" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Take cluster" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Take cluster in 1 conflict?" }));
  await dialog.findByText("1 conflict would be decided.");
  await userEvent.type(dialog.getByLabelText("Change in which Git takes it (optional)"), "night shift");
  await userEvent.click(dialog.getByRole("button", { name: "Take cluster" }));
  const asked = { conflicts: [9], take: "cluster", change: "night shift", preview: false };
  await waitFor(() => expect(server.sent(RESOLVE)).toEqual(asked));
});

test("who may not decide selects nothing", async () => {
  await openPage(withConflicts(WEB).on("GET /me", VIEWER), "/conflicts");
  await screen.findByRole("link", { name: "VPC web" });
  expect(screen.queryByRole("checkbox")).toBeNull();
});

test("ten thousand are drawn in part, and selected all", async () => {
  const many = Array.from({ length: 10_000 }, (_, at) => conflict("spec.vlan", { id: at + 1, name: `vpc-${at}` }));
  await openPage(withConflicts(...many), "/conflicts");
  await userEvent.click(await screen.findByRole("checkbox", { name: "Select all shown rows" }));
  expect(screen.getByRole("region", { name: "Selection" }).textContent).toContain("10,000 resources selected");
  expect(screen.getAllByRole("row").length).toBeLessThan(200);
});
