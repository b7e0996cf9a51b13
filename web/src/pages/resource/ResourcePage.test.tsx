import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { Me } from "~/api/types";
import {
  ADMIN,
  change,
  conflict,
  crossResource,
  draft,
  draftWithCluster,
  drift,
  EDITOR,
  fabric,
  fieldDrift,
  gitWithCluster,
  inCluster,
  resource,
  VIEWER,
} from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

// jsdom has no layout, which CodeMirror needs; what is typed and shown is the same in a plain field
vi.mock("~/components/editor/YamlEditor", () => ({
  YamlEditor: ({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) => (
    <textarea aria-label={label} value={value} onChange={(event) => onChange(event.target.value)} />
  ),
  YamlMerge: ({ before, after }: { before: string; after: string }) => <pre>{`${before}\n${after}`}</pre>,
}));
vi.mock("~/features/drafting/MergeEditor", () => ({
  default: ({ theirs, mine }: { theirs: string; mine: string }) => <pre>{`${theirs}\n${mine}`}</pre>,
}));

const PATH = "/fabrics/env/resources/VPC/default/web";
const EDIT = `${PATH}?tab=edit`;
const GIT = "vlan: 1001";

function detail(more: object = {}): object {
  const row = { path: "spec.vlan", git: 1001, drafts: {}, state: "same" };
  const evidence = { commit: "c1", looked_at: 1 };
  const lists = { conflicts: [], findings: [], documents: [], references: [], referenced_by: [], drafts: [] };
  return { ...resource("web"), ...lists, fields: [row], evidence, text: GIT, ...more };
}

/** A draft of the resource in the change `bigger web`. */
function drafted(text: string, revision = 1, state = "merges cleanly"): object {
  const both = { change: "bigger web", change_id: "0197", text, base_text: GIT };
  return { ...draft("web", { revision, state } as never), ...both };
}

function withResource(more: object = {}, me: Me = EDITOR): FakeServer {
  return serve()
    .on("GET /me", me)
    .on("GET /fabrics", items(fabric()))
    .on("GET /fabrics/env", fabric())
    .on("GET /changes", items(change()))
    .on("GET /fabrics/env/kinds/VPC.vpc.githedgehog.com/schema", { type: "object" })
    .on("GET /fabrics/env/resources/VPC/default/web/history", items())
    .on("POST /fabrics/env/check", { findings: [], resources: ["VPC/web"] })
    .on(`GET ${PATH}`, detail(more));
}

const editor = () => screen.findByRole<HTMLTextAreaElement>("textbox", { name: "YAML of VPC/web" });
const button = (name: string) => screen.findByRole<HTMLButtonElement>("button", { name });
const named = { fabric: "env", resources: ["VPC/web"], more: false };
const SAVE = "POST /fabrics/env/drafts";

async function type(text: string): Promise<void> {
  const field = await editor();
  await userEvent.clear(field);
  await userEvent.type(field, text);
}

test("a viewer is not let into the editor, and is offered no way to it", async () => {
  await openPage(withResource({}, VIEWER), EDIT);
  expect(await screen.findByRole("heading", { name: /VPC\/web/ })).toBeTruthy();
  await screen.findByRole("table", { name: "Fields of the resource" });
  expect(screen.queryByRole("textbox", { name: "YAML of VPC/web" })).toBeNull();
  expect(screen.queryByRole("link", { name: "Edit" })).toBeNull();
  expect(screen.queryByRole("button", { name: /^Edit / })).toBeNull();
});

test("who set each field is asked for when somebody wants to know, and stands in a column of its own", async () => {
  const server = withResource({}, VIEWER);
  const row = { path: "spec.vlan", value: 1001, known: true, author: "Zoe <zoe@example.net>", time: 1000 };
  const commit = "0123456789abcdef";
  server.on(`GET ${PATH}/blame`, { commit: "c1", items: [{ ...row, commit, change: "wider", change_id: "0197" }] });
  await openPage(server, PATH);
  const table = await screen.findByRole("table", { name: "Fields of the resource" });
  expect(within(table).queryByRole("columnheader", { name: "Set by" })).toBeNull();
  expect(server.count(`GET ${PATH}/blame`)).toBe(0);
  await userEvent.click(screen.getByRole("checkbox", { name: "Show who set each field" }));
  expect(await within(table).findByText("Zoe")).toBeTruthy();
  expect(within(table).getByRole("columnheader", { name: "Set by" })).toBeTruthy();
  expect(within(table).getByRole("link", { name: "0123456789" }).getAttribute("href")).toContain("tab=history");
  expect(within(table).getByRole("link", { name: "wider" })).toBeTruthy();
  expect(within(table).getByText("1001").getAttribute("title")).toContain("set by Zoe");
});

test("what stands twice or cannot be read in Git is not edited here", async () => {
  await openPage(withResource({ state: "duplicate" }), PATH);
  await screen.findByRole("heading", { name: /VPC\/web/ });
  expect(screen.queryByRole("link", { name: "Edit" })).toBeNull();
});

test("a first draft is saved with the text it was started from, into the change of one's own choice", async () => {
  const server = withResource();
  server.on(SAVE, () => {
    server.on(`GET ${PATH}`, detail({ drafts: [drafted("vlan: 1300")] }));
    return change();
  });
  await openPage(server, `${EDIT}&change=bigger+web`);
  expect((await editor()).value).toBe(GIT);
  expect((await button("Save draft")).disabled).toBe(true);
  await type("vlan: 1300");
  await userEvent.click(await button("Save draft"));
  expect(await screen.findByText("Saved.")).toBeTruthy();
  const edit = {
    op: "text",
    resource: "VPC.vpc.githedgehog.com/default/web",
    text: "vlan: 1300",
    revision: 0,
    base: GIT,
  };
  expect(server.sent(SAVE)).toMatchObject({ change: "bigger web", edits: [edit] });
});

test("without a change, the edit begins one that the server names", async () => {
  const server = withResource().on("GET /changes", items());
  const begun = change({ change: "Edit VPC/web" });
  server.on(SAVE, () => {
    server.on("GET /changes", items(begun));
    return begun;
  });
  await openPage(server, EDIT);
  await type("vlan: 1300");
  await userEvent.click(await button("Save draft"));
  await waitFor(() => expect(server.count(SAVE)).toBe(1));
  expect(server.sent(SAVE)).not.toHaveProperty("change");
});

test("where edits go follows the change: once it is discarded, they begin another one, and go into no other that is open", async () => {
  const other = change({ id: "0199", change: "other" });
  const server = withResource({ drafts: [drafted("vlan: 1300")] });
  server.on("GET /changes", items(change(), other));
  const router = await openPage(server, `${EDIT}&change=bigger+web`);
  expect(await screen.findByText("It will be saved in the change bigger web.")).toBeTruthy();
  const bar = within(await screen.findByRole("region", { name: "Your change" }));
  server.on("GET /changes/0197", change());
  server.on("GET /changes/bigger web", change({ state: "discarded" }));
  server.on("DELETE /changes/0197", () => {
    server.on("GET /changes", items(other)).on(`GET ${PATH}`, detail());
    server.tell({ event: "drafts", id: "0197", change: "bigger web", author: "Erin", ...named });
    return change({ state: "discarded" });
  });
  await userEvent.click(bar.getByRole("button", { name: "More of your change" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Discard change" }));
  await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Discard change" }));
  expect(await screen.findByText("It will be saved in a new change.")).toBeTruthy();
  await waitFor(() => expect(router.state.location.search).toEqual({ tab: "edit" }));
  expect((await editor()).value).toBe(GIT);
});

test("Git moves while somebody types: both texts stand there, and nothing was sent", async () => {
  const server = withResource();
  await openPage(server, `${EDIT}&change=bigger+web`);
  await type("vlan: 1300");
  server.on(`GET ${PATH}`, detail({ text: "vlan: 1400" }));
  server.tell({ event: "ingested", commit: "c2", ...named });
  const both = await screen.findByRole("region", { name: "Both texts" });
  expect(both.textContent).toContain("Git's text changed while you were typing.");
  await within(both).findByText(/vlan: 1400/);
  expect(both.textContent).toContain("vlan: 1300");
  expect(server.count(SAVE)).toBe(0);
  expect(screen.queryByRole("button", { name: "Save draft" })).toBeNull();
});

test("saving mine afterwards starts from what Git has now, so that it is not refused as old", async () => {
  const server = withResource().on(SAVE, change());
  await openPage(server, `${EDIT}&change=bigger+web`);
  await type("vlan: 1300");
  server.on(`GET ${PATH}`, detail({ text: "vlan: 1400" }));
  server.tell({ event: "ingested", commit: "c2", ...named });
  await userEvent.click(await button("Save my text"));
  await waitFor(() => expect(server.count(SAVE)).toBe(1));
  expect(server.sent(SAVE)).toMatchObject({ edits: [{ text: "vlan: 1300", base: "vlan: 1400", revision: 0 }] });
});

test("a colleague's save of the same draft is shown beside mine; theirs can be taken and mine brought back", async () => {
  const server = withResource({ drafts: [drafted("vlan: 1300")] });
  await openPage(server, `${EDIT}&change=bigger+web`);
  await type("vlan: 1333");
  server.on(SAVE, () => refused(412, "it moved", "somebody saved revision 2", "moved"));
  server.on(`GET ${PATH}`, detail({ drafts: [drafted("vlan: 1377", 2)] }));
  await userEvent.click(await button("Save draft"));
  const both = await screen.findByRole("region", { name: "Both texts" });
  expect(both.textContent).toContain("Erin Example");
  await userEvent.click(within(both).getByRole("button", { name: "Use their text" }));
  expect((await editor()).value).toBe("vlan: 1377");
  await userEvent.click(await button("Restore my text"));
  expect((await editor()).value).toBe("vlan: 1333");
});

test("a colleague's save is simply there while nobody types", async () => {
  const server = withResource({ drafts: [drafted("vlan: 1300")] });
  await openPage(server, `${EDIT}&change=bigger+web`);
  await waitFor(async () => expect((await editor()).value).toBe("vlan: 1300"));
  server.on(`GET ${PATH}`, detail({ drafts: [drafted("vlan: 1377", 2)] }));
  server.tell({ event: "drafts", id: "0197", change: "bigger web", author: "Bob", ...named });
  await waitFor(async () => expect((await editor()).value).toBe("vlan: 1377"));
});

test("news of another resource do not load this one again", async () => {
  const server = withResource();
  await openPage(server, PATH);
  await screen.findByRole("table", { name: "Fields of the resource" });
  const others = { ...named, resources: ["VPC/other"] };
  server.tell({ event: "drafts", id: "0197", change: "bigger web", author: "Bob", ...others });
  // what the event does make old was asked for by now
  await waitFor(() => expect(server.count("GET /fabrics/env")).toBe(1));
  expect(server.count(`GET ${PATH}`)).toBe(1);
  server.tell({ event: "drafts", id: "0197", change: "bigger web", author: "Bob", ...named });
  await waitFor(() => expect(server.count(`GET ${PATH}`)).toBe(2));
});

test("a save that is refused says why, and what was typed stays", async () => {
  const server = withResource();
  server.on(SAVE, () => refused(422, "Invalid request", "name or namespace cannot be a file's name", "invalid"));
  await openPage(server, `${EDIT}&change=bigger+web`);
  await type("vlan: 1300");
  await userEvent.click(await button("Save draft"));
  expect((await screen.findByRole("alert")).textContent).toContain("cannot be a file's name");
  expect((await editor()).value).toBe("vlan: 1300");
  expect(screen.getByText("Not saved")).toBeTruthy();
});

test("all typing can be undone, and the undoing too", async () => {
  await openPage(withResource(), `${EDIT}&change=bigger+web`);
  await type("vlan: 1300");
  await userEvent.click(await button("Undo all typing"));
  expect((await editor()).value).toBe(GIT);
  await userEvent.click(await button("Restore my text"));
  expect((await editor()).value).toBe("vlan: 1300");
});

test("a draft that Git conflicts with leads to the decision, one that merges says so", async () => {
  const server = withResource({ drafts: [drafted("vlan: 1300", 1, "outdated")], text: "vlan: 1001\nsubnet: x" });
  await openPage(server, `${EDIT}&change=bigger+web`);
  expect(await screen.findByText(/Publishing merges both/)).toBeTruthy();
  const open = [conflict("spec.vlan")];
  server.on(
    `GET ${PATH}`,
    detail({ drafts: [drafted("vlan: 1300", 1, "conflict")], conflicts: open, text: "vlan: 1400" }),
  );
  server.tell({ event: "conflicts", ...named });
  expect(await screen.findByText("1 conflict must be decided before bigger web can be published.")).toBeTruthy();
});

test("a conflict with another resource is told as that, not as an edit of this one", async () => {
  const drafts = [drafted("vlan: 1300", 1, "conflict")];
  const server = withResource({ drafts, conflicts: [crossResource()], text: "vlan: 1001" });
  await openPage(server, `${EDIT}&change=bigger+web`);
  expect(await screen.findByText(/breaks a rule together with VPC\/storage in Git/)).toBeTruthy();
  expect(await screen.findByText(/^This draft breaks a rule together with what came to Git/)).toBeTruthy();
  expect(screen.queryByText("Git changed since this draft was started.")).toBeNull();
});

test("what is not there says so, and where else to look", async () => {
  const missing = () => refused(404, "not found", "no such resource", "not-found");
  const server = withResource().on(`GET ${PATH}`, missing).on(`GET ${PATH}/history`, missing);
  await openPage(server, PATH);
  expect(await screen.findByText("env has no VPC/web")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Resources of env" })).toBeTruthy();
});

function commitOf(what: string, commit: string, subject: string): object {
  return {
    commit: commit.repeat(40),
    subject,
    what,
    author: { name: "Ada Field", email: "ada@demo.example.net" },
    at: Date.now() - 3_600_000,
    path: "env/web.yaml",
    diff: "",
  };
}

function withoutResource(me: Me, ...commits: object[]): FakeServer {
  const missing = () => refused(404, "not found", "no such resource", "not-found");
  return withResource({}, me)
    .on(`GET ${PATH}`, missing)
    .on(`GET ${PATH}/history`, items(...commits));
}

test("a history that cannot be read is not called none, and is asked for again", async () => {
  const server = withoutResource(EDITOR);
  server.on(`GET ${PATH}/history`, () => refused(503, "not available", "the repository is being read"));
  await openPage(server, PATH);
  expect((await screen.findByRole("alert")).textContent).toContain("The repository is being read.");
  expect(screen.queryByText(/commit had it/)).toBeNull();
  server.on(`GET ${PATH}/history`, items());
  await userEvent.click(await button("Try again"));
  expect(await screen.findByText(/Whether a commit had it is not known/)).toBeTruthy();
});

test("who deleted it is only said where the last commit did, and the way back to those who may edit", async () => {
  const server = withoutResource(VIEWER, commitOf("commented out", "b", "Web rests"), commitOf("added", "a", "A web"));
  await openPage(server, PATH);
  const said = await screen.findByText(/^env does not have it; the last commit known of it: commented out by/);
  expect(said.textContent).toContain("Ada Field");
  expect(said.textContent).not.toContain("Restore");
  expect(screen.queryByText(/deleted by/)).toBeNull();
});

test("where not all of the history could be read, nothing is said of what it had", async () => {
  const missing = () => refused(404, "not found", "no such resource", "not-found");
  const server = withResource().on(`GET ${PATH}`, missing).on(`GET ${PATH}/history`, { items: [] });
  await openPage(server, PATH);
  expect(await screen.findByText(/Whether a commit had it is not known/)).toBeTruthy();
  expect(screen.queryByText(/No commit had it/)).toBeNull();
});

test("what was deleted says by whom and in which commit, with its history and the way back", async () => {
  await openPage(withoutResource(EDITOR, commitOf("deleted", "b", "Web goes"), commitOf("added", "a", "A web")), PATH);
  const said = await screen.findByText(/does not have it any more: deleted by/);
  expect(said.textContent).toContain("Restore brings it back as it was.");
  expect(screen.getAllByText("Web goes")).toHaveLength(1);
  // not to where it was deleted, but to what it was before
  expect(screen.getAllByRole("button", { name: /^Restore…/ })).toHaveLength(1);
  expect(screen.queryByText("env has no VPC/web")).toBeNull();
});

const IN_CLUSTER = { standing: "differs", moved: "cluster", seen_at: 1 };

test("the column of the cluster has what drifted, and who changed it on hover", async () => {
  const drifted = drift("web", { fields: [fieldDrift("spec.vlan"), fieldDrift("spec.mtu", { desired: undefined })] });
  await openPage(withResource({ cluster: IN_CLUSTER, drift: drifted }, ADMIN), PATH);
  expect(await screen.findByText(/Drifted in 2 fields in its cluster, changed by kubectl-edit/)).toBeTruthy();
  for (const name of ["Accept into Git", "Re-apply", "Ignore"]) expect(await button(name)).toBeTruthy();
  const table = screen.getByRole("table", { name: "Fields of the resource" });
  const cells = within(table).getAllByText("1300");
  expect(cells).toHaveLength(2);
  expect(cells[0]?.title).toContain("by kubectl-edit");
  expect(within(table).getByRole("rowheader", { name: /mtu/ })).toBeTruthy();
  expect(within(table).getAllByRole("button", { name: /^Accept spec/ })).toHaveLength(2);
});

test("a field in conflict with the cluster leads to the decision, and is told at the top", async () => {
  const drifted = drift("web", { moved: "both", fields: [fieldDrift("spec.vlan", { moved: "both" })] });
  const conflicts = [gitWithCluster("spec.vlan"), draftWithCluster("spec.vlan", { id: 8 })];
  const server = withResource({ cluster: IN_CLUSTER, drift: drifted, conflicts, state: "conflict" }, ADMIN);
  await openPage(server, PATH);
  const table = await screen.findByRole("table", { name: "Fields of the resource" });
  const links = within(table).getAllByRole("link", { name: /^Decide conflict/ });
  expect(links.map((link) => [link.textContent, link.getAttribute("href")])).toEqual([
    ["Decide conflict about spec.vlan", "/conflicts/7"],
    ["Decide conflict in bigger web about spec.vlan", "/conflicts/8"],
  ]);
  expect(within(table).queryByRole("button", { name: /^Accept/ })).toBeNull();
  expect(screen.getByText(/^Git and the cluster changed it, differently/)).toBeTruthy();
  expect(
    screen.getByText("2 conflicts between Git and the cluster and between drafts and the cluster wait for a decision."),
  ).toBeTruthy();
});

test("a draft of what was changed in the cluster says so, and leads to the decision", async () => {
  const drafts = [drafted("vlan: 1300", 1, "conflict")];
  await openPage(withResource({ drafts, conflicts: [draftWithCluster("spec.vlan")] }), `${EDIT}&change=bigger+web`);
  expect(await screen.findByText("What this draft changes was changed in the cluster too.")).toBeTruthy();
  expect(screen.queryByText("Git changed since this draft was started.")).toBeNull();
});

test("where nothing was concluded, the column claims nothing", async () => {
  await openPage(withResource({ cluster: { problem: "its kind is not looked at there" } }), PATH);
  expect(await screen.findByText("How it stands in its cluster is not known now.")).toBeTruthy();
  expect(screen.queryByText("as in Git")).toBeNull();
});

test("one that only the cluster has is shown as it is there, to be imported", async () => {
  const extra = drift("web", { standing: "extra", fields: [] });
  const object = { ...extra, version: "v1beta1", resource_version: "7", changed_at: 1, text: "kind: VPC" };
  const server = withResource({}, ADMIN)
    .on(`GET ${PATH}`, () => refused(404, "not found", "no VPC/web", "not-found"))
    .on("GET /fabrics/env", fabric({ cluster: inCluster() }))
    .on("GET /fabrics/env/actual", items(object))
    .on("GET /fabrics/env/drift", items(extra));
  await openPage(server, PATH);
  expect(await screen.findByText("kind: VPC")).toBeTruthy();
  expect(await button("Import into Git")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Accept into Git" })).toBeNull();
});

test("a switch has its ports: which are free, and what has the others; a free one is connected from there", async () => {
  const leaf = { kind: "Switch", group: "wiring.githedgehog.com", name: "leaf-1" };
  const server = withResource();
  server.on("GET /fabrics/env/resources/Switch/default/leaf-1", detail(leaf));
  const by = { group: "wiring.githedgehog.com", kind: "Connection", namespace: "default", name: "c1" };
  const taken = [{ what: "E1/1", by, field: "spec.unbundled.link.switch.port", change: "cables" }];
  const of = { ...leaf, namespace: "default" };
  server.on("GET /fabrics/env/free", ({ query }) => {
    expect(Object.fromEntries(query)).toEqual({ what: "port", switch: "leaf-1", count: "1000", taken: "1000" });
    return { of, state: "known", free: ["E1/2", "E1/10"], taken, more_taken: 0, unchecked: [], evidence: {} };
  });
  await openPage(server, "/fabrics/env/resources/Switch/default/leaf-1");
  await userEvent.click(await screen.findByRole("link", { name: "Ports" }));
  await screen.findByText(/^2 of its 3 ports are free\./);
  const table = within(screen.getByRole("table", { name: "Ports of leaf-1" }));
  expect(table.getByRole("link", { name: "Connection/c1" }).getAttribute("href")).toBe(
    "/fabrics/env/resources/Connection/default/c1",
  );
  const connect = table.getByRole("link", { name: "Connect a server to E1/10" });
  expect(decodeURIComponent(connect.getAttribute("href") ?? "")).toContain(
    "set=spec.unbundled.link.switch.port=leaf-1/E1/10",
  );
  await userEvent.click(screen.getByRole("checkbox", { name: "Only what is free" }));
  expect(table.queryByText("E1/1")).toBeNull();
});
