import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { change, EDITOR, fabric, resource, VIEWER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

const LIST = "GET /fabrics/env/resources";
const isWhole = ({ query }: { query: URLSearchParams }) => !query.has("names");
const isNamed = ({ query }: { query: URLSearchParams }) => query.has("names");

function withRows(...rows: ReturnType<typeof resource>[]): FakeServer {
  return serve()
    .on("GET /fabrics", items(fabric()))
    .on("GET /fabrics/env", fabric())
    .on("GET /fabrics/env/last-commits", items())
    .on(LIST, items(...rows));
}

const rowOf = (name: string) =>
  screen.getByRole("rowheader", { name: new RegExp(`\\b${name}$`) }).closest("tr") as HTMLElement;
const names = () => screen.getAllByRole("rowheader").map((cell) => cell.textContent?.split(" ").at(-1));

/** From now on, the server answers to names with these rows. */
function answerNames(server: FakeServer, whole: object[], named: object[]): void {
  server.on(LIST, ({ query }) => items(...(query.has("names") ? named : whole)));
}

test("the list is loaded once, and who changed each last comes beside it", async () => {
  const server = withRows(resource("api"), resource("web")).on(
    "GET /fabrics/env/last-commits",
    items({ by: "Olga Outside", at: 1, commit: "c1", paths: ["env/web.yaml"] }),
  );
  await openPage(server, "/fabrics/env");
  await waitFor(() => expect(rowOf("web").textContent).toContain("Olga Outside"));
  expect(rowOf("api").textContent).not.toContain("Olga");
  expect(server.count(LIST)).toBe(1);
  expect(server.count("GET /fabrics/env/last-commits")).toBe(1);
});

test("the first rows of a long list are shown while the others are on their way, and nothing is concluded of those", async () => {
  let answerRest: (page: object) => void = () => {};
  const rest = new Promise<object>((answer) => {
    answerRest = answer;
  });
  const asked: (string | null)[] = [];
  const server = withRows().on(LIST, ({ query }) => {
    asked.push(query.get("limit"));
    return query.has("cursor") ? rest : { ...items(resource("api"), resource("web")), next: "more" };
  });
  const user = userEvent.setup();
  await openPage(server, "/fabrics/env");
  await screen.findByRole("rowheader", { name: /\bweb$/ });
  expect(asked).toEqual(["100", "5000"]);
  const table = screen.getByRole("table", { name: "Resources of env" });
  expect(table.getAttribute("aria-rowcount")).toBe("-1");
  expect(screen.getByText("The other rows are on their way")).toBeTruthy();
  expect(within(table).getByRole("button", { name: "Name" }).hasAttribute("disabled")).toBe(true);
  expect(screen.getByRole("checkbox", { name: "Select all shown rows" }).hasAttribute("disabled")).toBe(true);
  expect(screen.queryByRole("button", { name: "Export as CSV" })).toBeNull();
  expect(screen.queryByRole("region", { name: "Kinds" })).toBeNull();

  // what is asked for may be among those that are not there yet
  await user.type(screen.getByRole("combobox", { name: "Filter resources" }), "lab");
  await waitFor(() => expect(screen.queryByRole("table", { name: "Resources of env" })).toBeNull());
  expect(screen.queryByText(/^0 of/)).toBeNull();
  answerRest(items(resource("lab", { kind: "Switch" })));
  await waitFor(() => expect(names()).toEqual(["lab"]));
  expect(screen.getByText("1 of 3")).toBeTruthy();
  expect(within(screen.getByRole("region", { name: "Kinds" })).getByText("All kinds").nextSibling?.textContent).toBe(
    "3",
  );
});

test("where the others cannot be read, it is said that the first rows are the first", async () => {
  const server = withRows().on(LIST, ({ query }) =>
    query.has("cursor")
      ? refused(500, "Broken", "the database does not answer", "internal")
      : { ...items(resource("api"), resource("web")), next: "more" },
  );
  await openPage(server, "/fabrics/env");
  await screen.findByText("Only the first 2 rows could be read");
  expect(screen.getByRole("alert").textContent).toContain("The database does not answer");
  expect(names()).toEqual(["api", "web"]);
  const filter = screen.getByRole("combobox", { name: "Filter resources" });
  await userEvent.type(filter, "lab");
  expect(await screen.findByText("The filter needs all rows")).toBeTruthy();

  // news of what is shown is news of the list: it is read again
  server.on(LIST, items(resource("lab"), resource("web")));
  server.tell({ event: "ingested", fabric: "env", commit: "c2", resources: ["VPC/web"], more: false });
  await waitFor(() => expect(names()).toEqual(["lab"]));
  expect(screen.queryByRole("alert")).toBeNull();
});

test("a draft event asks for the rows it names, and loads neither the list nor what drafts do not touch", async () => {
  const server = withRows(resource("api"), resource("web"));
  await openPage(server, "/fabrics/env");
  await screen.findByRole("rowheader", { name: /\bweb$/ });
  const before = server.asked.length;
  const drafted = resource("web", { state: "draft", change: "bigger web", draft_count: 1 });
  answerNames(server, [], [drafted]);
  const named = { fabric: "env", resources: ["VPC/web"], more: false };
  server.tell({ event: "change", id: "0197", change: "bigger web", state: "open", ...named });
  server.tell({ event: "drafts", id: "0197", change: "bigger web", author: "Erin", ...named });

  await waitFor(() => expect(rowOf("web").textContent).toContain("bigger web"));
  expect(names()).toEqual(["api", "web"]);
  const asked = server.asked.slice(before).map(({ method, path, query }) => [`${method} ${path}`, query.get("names")]);
  expect(asked.sort()).toEqual([
    // one's own, for the bar
    ["GET /changes", null],
    ["GET /fabrics/env", null],
    [LIST, "VPC/web"],
  ]);
});

test("what Git took away goes from the list, what it brought stands in its place", async () => {
  const server = withRows(resource("api"), resource("web"));
  await openPage(server, "/fabrics/env");
  await screen.findByRole("rowheader", { name: /\bweb$/ });
  answerNames(server, [], [resource("lab")]);
  server.tell({ event: "ingested", fabric: "env", commit: "c2", resources: ["VPC/api", "VPC/lab"], more: false });
  await waitFor(() => expect(names()).toEqual(["lab", "web"]));
  expect(server.count(LIST, isWhole)).toBe(1);
});

test("an event that does not name all loads the list anew, once", async () => {
  const server = withRows(resource("api"));
  await openPage(server, "/fabrics/env");
  await screen.findByRole("rowheader", { name: /\bapi$/ });
  answerNames(server, [resource("other")], []);
  server.tell({ event: "ingested", fabric: "env", commit: "c2", resources: ["VPC/api"], more: true });
  await screen.findByRole("rowheader", { name: /\bother$/ });
  expect(server.count(LIST, isWhole)).toBe(2);
  expect(server.count(LIST, isNamed)).toBe(0);
});

test("many names are asked for in several requests, and put into the list together", async () => {
  const many = Array.from({ length: 60 }, (_, at) => resource(`vpc-${at}`));
  const server = withRows(...many);
  await openPage(server, "/fabrics/env");
  await screen.findByRole("rowheader", { name: /\bvpc-59$/ });
  server.on(LIST, ({ query }) =>
    items(...(query.get("names") ?? "").split(",").map((name) => resource(name.slice(4), { state: "invalid" }))),
  );
  const resources = many.map(({ name }) => `VPC/${name}`);
  server.tell({ event: "ingested", fabric: "env", commit: "c2", resources, more: false });
  await waitFor(() => expect(server.count(LIST, isNamed)).toBe(2));
  expect(server.count(LIST, isWhole)).toBe(1);
  expect(names()).toHaveLength(60);
});

test("when the named rows are not answered, the list is loaded anew rather than left old", async () => {
  const server = withRows(resource("web"));
  await openPage(server, "/fabrics/env");
  await screen.findByRole("rowheader", { name: /\bweb$/ });
  server.on(LIST, ({ query }) =>
    query.has("names")
      ? refused(500, "the server failed", "see its log")
      : items(resource("web", { state: "invalid" })),
  );
  server.tell({ event: "conflicts", fabric: "env", resources: ["VPC/web"], more: false });
  await waitFor(() => expect(server.count(LIST, isWhole)).toBe(2));
});

test("away and back, and after an event in between, the list is there without being loaded again", async () => {
  const server = withRows(resource("web"));
  const router = await openPage(server, "/fabrics/env");
  await screen.findByRole("rowheader", { name: /\bweb$/ });
  await router.navigate({ to: "/changes" });
  await screen.findByRole("heading", { name: "Changes" });
  answerNames(server, [], [resource("web"), resource("lab")]);
  server.tell({ event: "ingested", fabric: "env", commit: "c2", resources: ["VPC/lab"], more: false });
  await waitFor(() => expect(server.count(LIST, isNamed)).toBe(1));
  await router.navigate({ to: "/fabrics/$fabric", params: { fabric: "env" } });
  await screen.findByRole("rowheader", { name: /\blab$/ });
  expect(server.count(LIST, isWhole)).toBe(1);
});

test("news of one fabric load that fabric, not the list of all", async () => {
  const server = serve().on("GET /fabrics", items(fabric(), fabric({ fabric: "other" })));
  server.on("GET /repositories", items());
  server.on("GET /fabrics/env", fabric({ state: "draft", sentence: "3 drafts wait", drafts: 3 }));
  await openPage(server, "/fabrics");
  await screen.findByRole("rowheader", { name: /env/ });
  server.tell({ event: "conflicts", fabric: "env", resources: [], more: false });
  await screen.findByText(/3 drafts wait/);
  expect(server.count("GET /fabrics")).toBe(1);
  expect(server.count("GET /fabrics/other")).toBe(0);
});

test("the place of conflicts says how many wait, from the fabrics themselves", async () => {
  const server = serve().on("GET /fabrics", items(fabric({ conflicts: 2 }), fabric({ fabric: "other", conflicts: 1 })));
  await openPage(server, "/changes");
  const [places] = screen.getAllByRole("navigation", { name: "Places" });
  await waitFor(() =>
    expect(within(places as HTMLElement).getByRole("link", { name: /Conflicts/ }).textContent).toContain("3"),
  );
  expect(server.count("GET /conflicts")).toBe(0);
});

test("an editor is offered syncing and new resources", async () => {
  await openPage(withRows(resource("web")).on("GET /me", EDITOR), "/fabrics/env");
  expect(await screen.findByRole("button", { name: "Sync now" })).toBeTruthy();
  expect(await screen.findByRole("link", { name: "New resource" })).toBeTruthy();
});

test("several resources are deleted in one change, in one request, as the fabric was read", async () => {
  const server = withRows(resource("api"), resource("web"), resource("lab")).on("GET /me", EDITOR);
  server.on("POST /fabrics/env/drafts", () => refused(409, "refused", "VPC/api is being published"));
  const named = (kind: string, name: string) => ({ group: "vpc.githedgehog.com", kind, namespace: "default", name });
  const peering = { ...named("VPCPeering", "api--lab"), layer: 1, names: [], broken: [], more_broken: 0, stays: true };
  server.on("POST /fabrics/env/impact", {
    resources: [named("VPC", "api"), named("VPC", "web")],
    live: true,
    complete: true,
    affected: [peering],
    layers: [1],
    planned: [],
    more_planned: 0,
    unchecked: [],
    evidence: {},
  });
  await openPage(server, "/fabrics/env");
  for (const name of ["api", "web"]) {
    await userEvent.click(await screen.findByRole("checkbox", { name: `Select VPC/${name}` }));
  }
  await userEvent.click(screen.getByRole("button", { name: "Delete resources" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Delete 2 resources?" }));
  expect(dialog.getByRole("list", { name: "Resources" }).textContent).toBe(
    "VPC/api deleted from env/api.yamlVPC/web deleted from env/web.yaml",
  );
  expect(await dialog.findByText("1 resource is affected.")).toBeTruthy();
  expect(dialog.getByRole("link", { name: "VPCPeering/api--lab" })).toBeTruthy();
  expect(server.sent("POST /fabrics/env/impact")).toEqual({
    resources: ["VPC.vpc.githedgehog.com/default/api", "VPC.vpc.githedgehog.com/default/web"],
  });
  expect(dialog.getByText("It will be saved in a new change.")).toBeTruthy();
  const go = () => userEvent.click(dialog.getByRole("button", { name: "Delete 2 resources" }));
  await go();
  expect((await dialog.findByRole("alert")).textContent).toContain("is being published");
  server.on("POST /fabrics/env/drafts", change({ change: "clean up", drafts: [] }));
  // the bar of one's change looks at it at once
  server.on("GET /changes/0197", change({ change: "clean up" }));
  server.on("GET /changes/0197/diff", { change: "clean up", diff: "", conflicts: [], problems: [] });
  await go();
  expect(await screen.findByText("2 resources are deleted in clean up, not in Git yet.")).toBeTruthy();
  expect(screen.queryByRole("region", { name: "Selection" })).toBeNull();
  const edits = ["api", "web"].map((name) => ({ op: "delete", resource: `VPC.vpc.githedgehog.com/default/${name}` }));
  expect(server.sent("POST /fabrics/env/drafts")).toEqual({ edits, base: fabric().commit });
});

test("a viewer is offered nothing that would be refused", async () => {
  await openPage(withRows(resource("web")).on("GET /me", VIEWER), "/fabrics/env");
  await screen.findByRole("rowheader", { name: /\bweb$/ });
  for (const name of ["Sync now", "New change"]) expect(screen.queryByRole("button", { name })).toBeNull();
  expect(screen.queryByRole("checkbox")).toBeNull();
  for (const name of ["New resource", "New change"]) expect(screen.queryByRole("link", { name })).toBeNull();
});

test("a fabric that was never read says so, one that is empty says what to do", async () => {
  const server = withRows().on("GET /fabrics/env", fabric({ commit: null }));
  await openPage(server, "/fabrics/env");
  expect(await screen.findByText("Nothing was read from Git yet")).toBeTruthy();
  server.on("GET /fabrics/env", fabric({ layout: "managed" }));
  server.tell({ event: "ingested", fabric: "env", commit: "c2", resources: [], more: false });
  expect(await screen.findByText("The directory has no resources")).toBeTruthy();
  expect(screen.getByText(/Push YAML files to raw\/ or managed\//)).toBeTruthy();
});

test("a sync that fails says why where it was asked for, and can be asked for again", async () => {
  const server = withRows(resource("web")).on("POST /fabrics/env/sync", () =>
    refused(502, "the remote does not answer", "connection refused", "remote"),
  );
  await openPage(server, "/fabrics/env");
  await userEvent.click(await screen.findByRole("button", { name: "Sync now" }));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("The remote does not answer.");
  expect(alert.textContent).toContain("Connection refused.");
  await userEvent.click(within(alert).getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(server.count("POST /fabrics/env/sync")).toBe(2));
});

test("a list that cannot be loaded says why, and nothing pretends that it is empty", async () => {
  const server = withRows().on(LIST, () => refused(500, "the server failed", "its log has it under 1f"));
  await openPage(server, "/fabrics/env");
  expect((await screen.findByRole("alert")).textContent).toContain("Its log has it under 1f.");
  expect(screen.queryByText("The directory has no resources")).toBeNull();
});

test("what the last verification said is a line, with its report behind it", async () => {
  const side = { state: "checked", read: 3, not_checked: [] };
  const differs = {
    fabric: "env",
    outcome: "differs",
    started_at: 1,
    ended_at: 2,
    by: "ada",
    git: side,
    database: side,
    cluster: { state: "not-checked", read: 0, not_checked: ["it is not reached"] },
    counts: [{ part: "document", count: 1 }],
    differences: [
      { part: "document", how: "missing", resource: "VPC/web", read_from: "commit 4f2a", can_repair: true },
    ],
    more: 0,
  };
  const server = withRows()
    .on("GET /fabrics/env", fabric({ verified: { outcome: "differs", differences: 1, at: 1 } }))
    .on("GET /fabrics/env/verify", differs)
    .on("POST /fabrics/env/verify", {
      ...differs,
      outcome: "agrees",
      cluster: side,
      counts: [],
      differences: [],
      repair: { found: 1, repaired: 1 },
    });
  await openPage(server, "/fabrics/env");
  await userEvent.click(await screen.findByRole("button", { name: "verified" }));
  const dialog = await screen.findByRole("dialog");
  await within(dialog).findByText("document VPC/web");
  expect(within(dialog).getByText("it is not reached")).toBeTruthy();
  await userEvent.click(within(dialog).getByRole("button", { name: "Repair the database" }));
  await within(dialog).findByText(/has everything as Git/);
  expect(dialog.textContent).toContain("1 of 1 difference repaired.");
  expect(within(dialog).queryByRole("button", { name: "Repair the database" })).toBeNull();
});
