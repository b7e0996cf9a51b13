import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { AppliedView, ClusterApplyRequest } from "~/api/types";
import { drift, EDITOR, fabric, inCluster, somebody } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

const TAB = "/fabrics/env?tab=drift";
const OPEN = "GET /fabrics/env/apply";
const APPLY = "POST /fabrics/env/apply";
const DIRECT = inCluster({ apply: "direct" });
const APPLIER = somebody("paula", "read", "apply");

const DENIED: AppliedView = {
  resource: "VPC/web",
  act: "update",
  outcome: "refused",
  why: "vlan 1300 is used by `VPC/till`",
  retry_at: Date.now() + 630_000,
};
const DONE: AppliedView = { resource: "VPC/web", act: "update", outcome: "done", fields: ["spec.vlan"] };
const OTHERS: AppliedView = {
  resource: "VPC/dns",
  act: "update",
  outcome: "of-others",
  why: "fields of it belong to others: spec.mode (flux)",
};
const HELD: AppliedView = {
  resource: "VPC/old",
  outcome: "unconfirmed",
  why: "12 of 30 resources would be deleted, which has to be confirmed",
};

function withFabric(cluster = DIRECT, ...open: AppliedView[]): FakeServer {
  const env = fabric({ cluster });
  return serve()
    .on("GET /fabrics", items(env))
    .on("GET /fabrics/env", env)
    .on("GET /fabrics/env/drift", items())
    .on("GET /fabrics/env/undone", items())
    .on(OPEN, items(...open));
}

/** Answers an apply with what a test says of each request. */
function answering(server: FakeServer, results: (request: ClusterApplyRequest) => AppliedView[]): FakeServer {
  return server.on(APPLY, ({ body }) => {
    const request = body as ClusterApplyRequest;
    return { fabric: "env", cluster: "lab", dry_run: request.dry_run, results: results(request), more: 0 };
  });
}

async function openDialog() {
  await userEvent.click(await screen.findByRole("button", { name: "Apply now" }));
  return within(await screen.findByRole("dialog", { name: "Apply env to lab?" }));
}

const all = (server: FakeServer) => server.of(APPLY).map(({ body }) => body);

test("what is not done is listed with the reason and the next attempt, and follows the cluster's news", async () => {
  const waits: AppliedView = {
    resource: "VPC/lab/till",
    act: "create",
    outcome: "waits",
    why: "it waits",
    retry_at: 1,
  };
  const server = withFabric(DIRECT, DENIED, waits);
  await openPage(server, TAB);
  const region = within(await screen.findByRole("region", { name: "Being applied" }));
  const [, first, second] = await region.findAllByRole("row");
  expect(first?.textContent).toContain("to be updatedrefusedvlan 1300 is used by VPC/tillin 10 min.");
  expect(second?.textContent).toContain("to be createdwaitsit waitsdue now");
  expect(region.getByRole("link", { name: "VPC/lab/till" }).getAttribute("href")).toBe(
    "/fabrics/env/resources/VPC/lab/till",
  );
  expect(server.of(OPEN).every(({ query }) => query.get("open") === "true")).toBe(true);
  server.on(OPEN, items());
  server.tell({ event: "cluster", fabric: "env", resources: ["VPC/web"], more: false });
  await region.findByText("Nothing is under way, refused or waiting.");
});

test("a fabric that another tool applies has none of it", async () => {
  const server = withFabric(inCluster());
  await openPage(server, TAB);
  await screen.findByText("No drift");
  expect(screen.queryByRole("region", { name: "Being applied" })).toBeNull();
  expect(server.count(OPEN)).toBe(0);
});

test("the cluster is asked first; nothing closes what was done, even where nothing is left to do", async () => {
  const server = answering(withFabric(DIRECT, DENIED), () => [DONE]).on("GET /me", APPLIER);
  await openPage(server, TAB);
  const dialog = await openDialog();
  await dialog.findByText("1 resource would be applied.");
  expect(dialog.getByRole("list", { name: "What would become of each" }).textContent).toBe(
    "VPC/webwould be updatedspec.vlan",
  );
  expect(dialog.queryByRole("checkbox")).toBeNull();
  const usual = { resources: [], take_over: false, confirm_deletions: false };
  expect(all(server)).toEqual([{ ...usual, dry_run: true }]);
  server.on(OPEN, items());
  await userEvent.click(dialog.getByRole("button", { name: "Apply" }));
  await dialog.findByText("1 resource is applied.");
  expect(server.sent(APPLY)).toEqual({ ...usual, dry_run: false });
  await waitFor(() => expect(server.count(OPEN)).toBe(2));
  expect(dialog.getByRole("list", { name: "What became of each" }).textContent).toBe("VPC/web✓ updatedspec.vlan");
  await userEvent.click(dialog.getAllByRole("button", { name: "Close" }).at(-1) as HTMLElement);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("fields of others and many deletions are offered where an answer speaks of them, and done only to what was shown", async () => {
  const server = answering(withFabric(), ({ take_over, confirm_deletions }) => [
    DONE,
    take_over ? { ...OTHERS, outcome: "done", why: undefined } : OTHERS,
    confirm_deletions ? { resource: "VPC/old", act: "delete", outcome: "done" } : HELD,
  ]);
  await openPage(server, TAB);
  const dialog = await openDialog();
  await dialog.findByText("1 resource would be applied, 1 belongs to others, 1 has to be confirmed.");
  await userEvent.click(dialog.getByRole("checkbox", { name: "Take over fields of others" }));
  await dialog.findByText("2 resources would be applied, 1 has to be confirmed.");
  await userEvent.click(dialog.getByRole("checkbox", { name: "Delete many at once" }));
  await dialog.findByText("3 resources would be applied.");
  expect(dialog.getAllByRole("checkbox")).toHaveLength(2);
  expect(all(server).every((body) => (body as ClusterApplyRequest).dry_run)).toBe(true);
  await userEvent.click(dialog.getByRole("button", { name: "Apply" }));
  await dialog.findByText("3 resources are applied.");
  expect(server.sent(APPLY)).toEqual({
    dry_run: false,
    take_over: true,
    confirm_deletions: true,
    resources: ["VPC/web", "VPC/dns", "VPC/old"],
  });
});

test("nothing to do is said, and so is why the cluster cannot be asked", async () => {
  const server = answering(withFabric(), () => []);
  await openPage(server, TAB);
  const dialog = await openDialog();
  await dialog.findByText("Nothing to do: the cluster has what Git wants.");
  expect(dialog.queryByRole("button", { name: "Apply" })).toBeNull();
  await userEvent.keyboard("{Escape}");
  server.on(APPLY, () => refused(503, "Cluster not reached", "lab does not answer"));
  const again = await openDialog();
  await again.findByText("Lab does not answer.");
  expect((again.getByRole("button", { name: "Apply" }) as HTMLButtonElement).disabled).toBe(true);
});

test("who may not apply sees what is not done, and is not offered to do it", async () => {
  await openPage(withFabric(DIRECT, DENIED).on("GET /me", EDITOR), TAB);
  await screen.findByRole("link", { name: "VPC/web" });
  expect(screen.queryByRole("button", { name: "Apply now" })).toBeNull();
});

test("among several fabrics only those are shown in which something waits", async () => {
  const dc = fabric({ fabric: "dc", cluster: inCluster({ apply: "direct", ahead: 1 }) });
  const quiet = fabric({ fabric: "quiet", cluster: DIRECT });
  const server = withFabric(DIRECT, DENIED)
    .on("GET /fabrics", items(dc, fabric({ cluster: DIRECT }), quiet))
    .on("GET /fabrics/dc/drift", items(drift("web", { moved: "git" })))
    .on("GET /fabrics/dc/undone", items())
    .on("GET /fabrics/dc/apply", items())
    .on("GET /fabrics/quiet/drift", items())
    .on("GET /fabrics/quiet/undone", items())
    .on("GET /fabrics/quiet/apply", items());
  await openPage(server, "/drift");
  await screen.findByRole("region", { name: "Being applied in env" });
  expect(screen.getByRole("region", { name: "Being applied in dc" })).toBeTruthy();
  await waitFor(() => expect(server.count("GET /fabrics/quiet/apply")).toBe(1));
  expect(screen.queryByRole("region", { name: "Being applied in quiet" })).toBeNull();
});
