import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { MoveView } from "~/api/types";
import { change, draft, fabric, inCluster, PUBLISHER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

const SETTINGS = "/fabrics/env?tab=settings";
const PREVIEW = "POST /fabrics/env/place/preview";
const MOVE = "POST /fabrics/env/place";

const REPORT = {
  fabric: "env",
  nothing_new: false,
  rewritten: false,
  added: ["VPC/lab"],
  changed: [],
  deleted: [],
  moved: [],
  commented_out: [],
  unreadable: [],
  normalised: [],
  outdated: [],
  conflicts_opened: 0,
  findings: [],
  alerts: [],
  duration_ms: 1,
};

function moved(more: Partial<MoveView["fabrics"][number]> = {}): MoveView {
  return {
    from: "`env` on branch `main` of repository `network`",
    to: "`env` on branch `next` of repository `network`",
    there: false,
    same_remote: true,
    head: "c9",
    fabrics: [{ fabric: "env", branch: "next", history: "continues", drafts: 2, reopened: 0, report: REPORT, ...more }],
  };
}

function withFabric(more: Parameters<typeof fabric>[0] = {}): FakeServer {
  return serve()
    .on("GET /fabrics/env", fabric(more))
    .on("GET /clusters", items())
    .on("GET /fabrics/env/kinds", items())
    .on("GET /repositories", items({ name: "network" }, { name: "archive" }));
}

async function openMove() {
  await userEvent.click(await screen.findByRole("button", { name: "Move fabric" }));
  return within(await screen.findByRole("dialog", { name: "Move fabric env" }));
}

async function preview(dialog: Awaited<ReturnType<typeof openMove>>, branch = "next") {
  await userEvent.clear(dialog.getByLabelText("Branch"));
  await userEvent.type(dialog.getByLabelText("Branch"), ` ${branch} `);
  await userEvent.click(dialog.getByRole("button", { name: "Preview move" }));
  return dialog.findByRole("region", { name: "Preview of the move" });
}

test("a fabric is put into a cluster at once, and taken out after it was asked", async () => {
  const server = withFabric({ cluster: undefined })
    .on("GET /clusters", items({ name: "lab" }))
    .on("PUT /fabrics/env/cluster", fabric())
    .on("DELETE /fabrics/env/cluster", fabric());
  await openPage(server, SETTINGS);
  await userEvent.selectOptions(await screen.findByLabelText("Lives in"), "lab");
  await userEvent.clear(screen.getByLabelText("Namespaces"));
  await userEvent.type(screen.getByLabelText("Namespaces"), "fab, default");
  server.on("GET /fabrics/env", fabric({ cluster: inCluster({ namespaces: ["fab", "default"] }) }));
  await userEvent.click(screen.getByRole("button", { name: "Save cluster" }));
  await waitFor(() => expect(server.count("PUT /fabrics/env/cluster")).toBe(1));
  expect(server.sent("PUT /fabrics/env/cluster")).toEqual({
    cluster: "lab",
    namespaces: ["fab", "default"],
    apply: "observe",
    prune: false,
    refused: "hold",
  });
  // what is saved is what stands there
  await waitFor(() =>
    expect((screen.getByRole("button", { name: "Save cluster" }) as HTMLButtonElement).disabled).toBe(true),
  );
  await userEvent.selectOptions(screen.getByLabelText("Lives in"), "");
  await userEvent.click(screen.getByRole("button", { name: "Save cluster" }));
  expect(server.count("DELETE /fabrics/env/cluster")).toBe(0);
  await userEvent.click(await screen.findByRole("button", { name: "Take out of the cluster" }));
  await waitFor(() => expect(server.count("DELETE /fabrics/env/cluster")).toBe(1));
});

test("Hedgerow applies where it is told to, and deletes only with that; in another cluster it only looks at first", async () => {
  const server = withFabric({ cluster: inCluster() })
    .on("GET /clusters", items({ name: "lab" }, { name: "dc" }))
    .on("PUT /fabrics/env/cluster", fabric());
  await openPage(server, SETTINGS);
  const prunes = { name: "Delete in the cluster what Git no longer has" };
  await userEvent.click(await screen.findByRole("radio", { name: "Hedgerow" }));
  await userEvent.click(screen.getByRole("checkbox", prunes));
  server.on("GET /fabrics/env", fabric({ cluster: inCluster({ apply: "direct", prune: true }) }));
  await userEvent.click(screen.getByRole("button", { name: "Save cluster" }));
  await screen.findByText(/^env lives in lab. Hedgerow applies what Git changes, and deletes/);
  expect(server.sent("PUT /fabrics/env/cluster")).toEqual({
    cluster: "lab",
    namespaces: ["default"],
    apply: "direct",
    prune: true,
    refused: "hold",
  });
  await waitFor(() =>
    expect((screen.getByRole("button", { name: "Save cluster" }) as HTMLButtonElement).disabled).toBe(true),
  );
  expect((screen.getByRole("checkbox", prunes) as HTMLInputElement).checked).toBe(true);
  await userEvent.selectOptions(screen.getByLabelText("Lives in"), "dc");
  expect(screen.queryByRole("checkbox", prunes)).toBeNull();
  expect((screen.getByRole("radio", { name: /^Another tool/ }) as HTMLInputElement).checked).toBe(true);
});

test("who may not change it reads who applies", async () => {
  const server = withFabric({ cluster: inCluster({ apply: "direct" }) }).on("GET /me", PUBLISHER);
  await openPage(server, SETTINGS);
  const section = await screen.findByRole("region", { name: "Cluster" });
  expect(section.textContent).toContain("Hedgerow applies what Git changes, and deletes nothing in the cluster.");
  expect(within(section).queryByRole("radio")).toBeNull();
});

test("a fabric is moved as it was previewed, and the preview has the focus rather than the button that moves", async () => {
  const server = withFabric().on(PREVIEW, moved()).on(MOVE, moved());
  await openPage(server, SETTINGS);
  const dialog = await openMove();
  const region = await preview(dialog);
  expect(document.activeElement).toBe(region);
  expect(region.textContent).toContain("1 resource added");
  expect(region.textContent).toContain("VPC/lab");
  expect(region.textContent).toContain("2 drafts are kept, each with the text it is based on.");
  expect(server.count(MOVE)).toBe(0);
  await userEvent.click(dialog.getByRole("button", { name: "Move fabric env" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  const place = { repository: "network", branch: "next", directory: "env" };
  expect(server.sent(PREVIEW)).toEqual(place);
  expect(server.sent(MOVE)).toEqual({ ...place, previewed: "c9" });
});

test("what is typed while the new place is fetched is not what is moved to", async () => {
  let resolve = (_: object) => {};
  const promise = new Promise<object>((done) => {
    resolve = done;
  });
  const server = withFabric()
    .on(PREVIEW, () => promise)
    .on(MOVE, moved());
  await openPage(server, SETTINGS);
  const dialog = await openMove();
  await userEvent.click(dialog.getByRole("button", { name: "Preview move" }));
  await userEvent.type(dialog.getByLabelText("Directory"), "/typed-later");
  await waitFor(() => expect(server.count(PREVIEW)).toBe(1));
  resolve(moved());
  await userEvent.click(await dialog.findByRole("button", { name: "Move fabric env" }));
  await waitFor(() => expect(server.count(MOVE)).toBe(1));
  expect(server.sent(MOVE)).toMatchObject({ directory: "env" });
});

test("a place without the branch is said to be an obstacle, and nothing offers to move there", async () => {
  const obstacle = "branch `next` does not exist there: push it first, or choose one that exists";
  const server = withFabric().on(PREVIEW, moved({ history: "absent", obstacle, report: null }));
  await openPage(server, SETTINGS);
  const dialog = await openMove();
  const region = await preview(dialog);
  expect(region.textContent).toContain("env cannot be moved there");
  expect(region.textContent).toContain("push it first");
  expect(dialog.queryByRole("button", { name: "Move fabric env" })).toBeNull();
  await userEvent.click(dialog.getByRole("button", { name: "Edit the new place" }));
  expect((dialog.getByLabelText("Branch") as HTMLInputElement).value).toBe(" next ");
  expect(document.activeElement).toBe(dialog.getByLabelText("Repository"));
});

test("a branch is asked for before the server is", async () => {
  const server = withFabric();
  await openPage(server, SETTINGS);
  const dialog = await openMove();
  await userEvent.clear(dialog.getByLabelText("Branch"));
  await userEvent.click(dialog.getByRole("button", { name: "Preview move" }));
  expect(dialog.getByText("the branch is needed")).toBeTruthy();
  expect(server.count(PREVIEW)).toBe(0);
});

test("a remote that does not answer says so in the form, which keeps what was typed", async () => {
  const server = withFabric().on(PREVIEW, () => refused(502, "the remote failed", "connection refused", "remote"));
  await openPage(server, SETTINGS);
  const dialog = await openMove();
  await userEvent.type(dialog.getByLabelText("Directory"), "/dc");
  await userEvent.click(dialog.getByRole("button", { name: "Preview move" }));
  expect((await dialog.findByRole("alert")).textContent).toContain("Connection refused.");
  expect((dialog.getByLabelText("Directory") as HTMLInputElement).value).toBe("env/dc");
});

test("where the new place moved since, it is previewed again before it is moved to", async () => {
  const server = withFabric()
    .on(PREVIEW, moved())
    .on(MOVE, () => refused(412, "moved", "the new place moved since it was looked at", "moved"));
  await openPage(server, SETTINGS);
  const dialog = await openMove();
  await preview(dialog);
  await userEvent.click(dialog.getByRole("button", { name: "Move fabric env" }));
  expect((await dialog.findByRole("alert")).textContent).toContain("moved since");
  expect(dialog.queryByRole("button", { name: "Move fabric env" })).toBeNull();
  server.on(PREVIEW, { ...moved(), head: "c10" }).on(MOVE, moved());
  await userEvent.click(dialog.getByRole("button", { name: "Preview move again" }));
  await userEvent.click(await dialog.findByRole("button", { name: "Move fabric env" }));
  await waitFor(() => expect(server.sent(MOVE)).toMatchObject({ previewed: "c10", branch: "next" }));
});

test("a run under way refuses the move, which can be asked for again", async () => {
  const underWay = Response.json(
    { type: "urn:hedgerow:problem:refused", code: "run-under-way", title: "refused", status: 409, detail: "a run is" },
    { status: 409 },
  );
  const server = withFabric()
    .on(PREVIEW, moved())
    .on(MOVE, () => underWay);
  await openPage(server, SETTINGS);
  const dialog = await openMove();
  await preview(dialog);
  await userEvent.click(dialog.getByRole("button", { name: "Move fabric env" }));
  const alert = await dialog.findByRole("alert");
  expect(within(alert).getByRole("link", { name: "Open the activity" })).toBeTruthy();
  expect(dialog.getByRole("button", { name: "Move fabric env" })).toBeTruthy();
});

test("a preview says that a run is in progress; the move is offered when another preview finds it ended", async () => {
  const busy = { ...moved(), under_way: [{ repository: "network", branch: "main", run: 12 }] };
  const server = withFabric().on(PREVIEW, busy).on(MOVE, moved());
  await openPage(server, SETTINGS);
  const dialog = await openMove();
  await preview(dialog);
  expect(await dialog.findByText(/is in progress/)).toBeTruthy();
  expect(dialog.getByRole("link", { name: "Open run 12" }).getAttribute("href")).toBe("/runs/12");
  expect(dialog.queryByRole("button", { name: "Move fabric env" })).toBeNull();
  server.on(PREVIEW, moved());
  await userEvent.click(dialog.getByRole("button", { name: "Preview move again" }));
  await userEvent.click(await dialog.findByRole("button", { name: "Move fabric env" }));
  await waitFor(() => expect(server.count(MOVE)).toBe(1));
});

test("who does not administer the server is told who may move and disconnect", async () => {
  await openPage(withFabric({ problem: "the remote does not answer" }).on("GET /me", PUBLISHER), SETTINGS);
  const place = await screen.findByRole("region", { name: "Place in Git" });
  await waitFor(() => expect(place.textContent).toContain("This takes the role admin in all fabrics."));
  expect(place.textContent).not.toContain("gone for good");
  for (const name of ["Move fabric", "Disconnect env"]) expect(screen.queryByRole("button", { name })).toBeNull();
});

test("a fabric whose remote is gone is disconnected with the drafts that were listed, and with no others", async () => {
  const bigger = change({ change: "bigger web", drafts: [draft("web"), draft("api", { action: "delete" })] });
  const server = withFabric({ problem: "the remote does not answer", drafts: 2 }).on("GET /changes", items(bigger));
  server.on("DELETE /fabrics/env", () => refused(412, "moved", "fabric `env` has 3 drafts", "moved"));
  await openPage(server, SETTINGS);
  expect((await screen.findByText(/If they are gone for good/)).textContent).toContain("move repository network");
  await userEvent.click(screen.getByRole("button", { name: "Disconnect env" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Disconnect env" }));
  const list = await dialog.findByRole("region", { name: "Drafts that are discarded" });
  expect(list.textContent).toContain("delete VPC/api by Erin Example");
  const go = () => userEvent.click(dialog.getByRole("button", { name: /^Discard \d drafts and disconnect$/ }));
  await userEvent.type(dialog.getByLabelText("Type env to confirm"), "env");
  server.on("GET /changes", items(bigger, change({ id: "0198", change: "lab", drafts: [draft("lab")] })));
  await go();
  expect((await dialog.findByRole("alert")).textContent).toContain("has 3 drafts");
  await waitFor(() => expect(list.textContent).toContain("VPC/lab"));
  server.on("DELETE /fabrics/env", null);
  await go();
  await screen.findByRole("heading", { name: "Fabrics" });
  expect(server.of("DELETE /fabrics/env").map(({ query }) => query.get("discard_drafts"))).toEqual(["2", "3"]);
});

test("while the drafts are not listed, nothing can be disconnected", async () => {
  const server = withFabric();
  await openPage(server, SETTINGS);
  server.on("GET /changes", () => refused(500, "the server failed", "see its log"));
  await userEvent.click(await screen.findByRole("button", { name: "Disconnect env" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Disconnect env" }));
  await userEvent.type(dialog.getByLabelText("Type env to confirm"), "env{Enter}");
  expect((await dialog.findByRole("alert")).textContent).toContain("See its log.");
  expect(server.count("DELETE /fabrics/env")).toBe(0);
});

test("each kind tells where its schema comes from and how the cluster has it", async () => {
  const server = withFabric({ cluster: inCluster() }).on(
    "GET /fabrics/env/kinds",
    items({
      kind: "VPC",
      group: "vpc.githedgehog.com",
      version: "v1beta1",
      plural: "vpcs",
      about: "",
      resources: 2,
      described: true,
      origin: "cluster",
      in_cluster: {
        cluster: "lab",
        definition: "used",
        versions: [{ name: "v1beta1", served: true, stored: true }],
        note: "the definition that the fabric was given differs",
        since: 1,
        told_at: 2,
      },
    }),
  );
  await openPage(server, SETTINGS);
  const region = await screen.findByRole("region", { name: "Kinds" });
  await within(region).findByText("VPC");
  expect(region.textContent).toContain("Schema: as cluster lab has it. v1beta1 served, v1beta1 stored, since ");
  expect(region.textContent).toContain("the definition that the fabric was given differs");
});
