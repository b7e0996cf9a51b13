import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { ConflictView } from "~/api/types";
import { change, conflict, crossResource, DRAFT_AND_GIT, EDITOR, fabric, resource, VIEWER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

const ONE = crossResource();
const RESOLVE = "POST /conflicts/7/resolve";
const WEB = "GET /fabrics/env/resources/VPC.vpc.githedgehog.com/default/web";
const STORAGE = "GET /fabrics/env/resources/VPC.vpc.githedgehog.com/default/storage";
const detail = (name: string, subnet: string, more: object = {}) => ({
  ...resource(name),
  value: { kind: "VPC", metadata: { name }, spec: { subnets: { default: { subnet } } } },
  drafts: [],
  fields: [],
  ...more,
});

function withConflicts(...open: ConflictView[]): FakeServer {
  const storage = resource("storage", {
    changed: { at: 1, by: "Bob Example", commit: ONE.git_commit },
  } as object);
  return serve()
    .on("GET /me", EDITOR)
    .on("GET /fabrics", items(fabric()))
    .on("GET /fabrics/env", fabric())
    .on("GET /changes/bigger web", change())
    .on("GET /fabrics/env/resources", items(storage))
    .on(
      WEB,
      detail("web", "10.0.1.0/24", {
        drafts: [{ change: "bigger web", action: "edit" }],
        fields: [{ path: ONE.path, state: "draft", drafts: { "bigger web": "10.0.9.0/24" } }],
      }),
    )
    .on(STORAGE, detail("storage", "10.0.9.0/25"))
    .on("GET /fabrics/env/free", { free: ["10.0.2.0/24"], taken: [], unchecked: [], more_taken: 0 })
    .on("GET /fabrics/env/resources/VPC.vpc.githedgehog.com/default/web/blame", { commit: "c1", items: [] })
    .on("GET /conflicts/7/set", { conflict: open[0] ?? ONE, open, resolved: [], needs: "resolve" });
}

const row = () => screen.findByRole("group", { name: /VPC: subnet of another VPC, VPC\/web and VPC\/storage$/ });
const side = (name: RegExp) => screen.findByRole("region", { name });
const own = () => side(/^VPC\/web in change bigger web$/);
const other = () => side(/^VPC\/storage in Git$/);
const radio = (place: HTMLElement, name: string) => within(place).getByRole<HTMLInputElement>("radio", { name });

test("both resources stand side by side: linked, with field, value, who and where from", async () => {
  await openPage(withConflicts(ONE), "/conflicts/7");
  expect((await row()).textContent).toContain("overlaps with subnet default of VPC/storage");
  const hrefOf = (place: HTMLElement, name: string) =>
    within(place).getByRole("link", { name }).getAttribute("href")?.replace("http://localhost", "");
  const web = await own();
  expect(web.textContent).toContain("10.0.9.0/24");
  expect(hrefOf(web, "VPC/web")).toBe("/fabrics/env/resources/VPC/default/web");
  expect(hrefOf(web, "bigger web")).toBe("/changes/0197");
  await waitFor(() => expect(web.textContent).toContain("you, "));
  const storage = await other();
  expect(storage.textContent).toContain("10.0.9.0/25");
  expect(hrefOf(storage, "VPC/storage")).toBe("/fabrics/env/resources/VPC/default/storage");
  expect(hrefOf(storage, "4f2a000000")).toBe("/fabrics/env/resources/VPC/default/storage?tab=history");
  expect(hrefOf(storage, "env/storage.yaml")).toBe("/fabrics/env/resources/VPC/default/storage?tab=yaml");
  expect(await within(storage).findByText(/Bob Example/)).toBeTruthy();
  expect(screen.getByText(/and VPC\/storage in Git break a rule together/)).toBeTruthy();
});

test("a later commit's author is not named as who brought it", async () => {
  const server = withConflicts(ONE);
  const row = { ...resource("storage"), changed: { at: 1, by: "Carol Example", commit: "bbbb" } };
  server.on("GET /fabrics/env/resources", items(row));
  await openPage(server, "/conflicts/7");
  await other();
  await waitFor(() => expect(server.count("GET /fabrics/env/resources")).toBe(1));
  expect(screen.queryByText(/Carol/)).toBeNull();
});

test("the first key is a value of one's own: focused, checked with both resources, sent as it was typed", async () => {
  const server = withConflicts(ONE).on(RESOLVE, ONE);
  server.on("POST /fabrics/env/check", { findings: [], resources: [], passed: 9, not_possible: 0 });
  await openPage(server, "/conflicts/7");
  await row();
  await userEvent.keyboard("1");
  const typed = within(await own()).getByRole("textbox", {
    name: /^Another value for spec.subnets.default.subnet of VPC\/web/,
  });
  await waitFor(() => expect(document.activeElement).toBe(typed));
  await userEvent.keyboard("10.0.11.0/24");
  expect(await screen.findByText("✓ matches the schema; 9 checks passed")).toBeTruthy();
  const { text } = server.sent("POST /fabrics/env/check") as { text: string };
  expect(text).toContain("subnet: 10.0.11.0/24");
  expect(text).toContain("name: storage");
  await userEvent.keyboard("{Enter}{Enter}");
  await waitFor(() => expect(server.sent(RESOLVE)).toEqual({ value: "10.0.11.0/24" }));
});

test("Git's value for the draft's field, and a value for the other resource, have keys of their own", async () => {
  const server = withConflicts(ONE).on(RESOLVE, ONE);
  await openPage(server, "/conflicts/7");
  await row();
  await userEvent.keyboard("2");
  expect(radio(await own(), "keep theirs").checked).toBe(true);
  await userEvent.keyboard("3");
  const typed = within(await other()).getByRole("textbox");
  await waitFor(() => expect(document.activeElement).toBe(typed));
  server.on("POST /fabrics/env/check", { findings: [], resources: [] });
  await userEvent.keyboard("10.0.12.0/25{Enter}{Enter}");
  await waitFor(() => expect(server.sent(RESOLVE)).toEqual({ other: "10.0.12.0/25" }));
});

test("a free subnet of the same length is offered, and taken into the field", async () => {
  const server = withConflicts(ONE);
  server.on("POST /fabrics/env/check", { findings: [], resources: [] });
  await openPage(server, "/conflicts/7");
  const web = await own();
  await userEvent.click(await within(web).findByRole("button", { name: "next free: 10.0.2.0/24" }));
  expect(within(web).getByRole<HTMLTextAreaElement>("textbox").value).toBe("10.0.2.0/24");
  expect(radio(web, "another value").checked).toBe(true);
  const asked = server.of("GET /fabrics/env/free").map(({ query }) => query.toString());
  expect(asked).toContain("what=subnet&length=24&namespace=default&count=1");
  expect(asked).toContain("what=subnet&length=25&namespace=default&count=1");
});

test("a refusal is told at the resource that it is about", async () => {
  const server = withConflicts(ONE);
  server.on(RESOLVE, () => refused(422, "Invalid request", "that would break a rule: VPC/lab: …", "invalid"));
  server.on("POST /fabrics/env/check", { findings: [], resources: [] });
  await openPage(server, "/conflicts/7");
  await row();
  await userEvent.keyboard("3");
  const typed = within(await other()).getByRole("textbox");
  await waitFor(() => expect(document.activeElement).toBe(typed));
  await userEvent.keyboard("10.0.12.0/25{Enter}{Enter}");
  expect((await within(await other()).findByRole("alert")).textContent).toContain("That would break a rule");
  expect(within(await own()).queryByRole("alert")).toBeNull();
  // another choice is not what was refused
  await userEvent.click(radio(await own(), "keep theirs"));
  expect(within(await own()).queryByRole("alert")).toBeNull();
});

test("of a whole resource the draft can be dropped, and the way to edit it is shown", async () => {
  const whole = crossResource({ path: "", base: null, draft: null, git: null });
  const server = withConflicts(whole).on(RESOLVE, whole);
  await openPage(server, "/conflicts/7");
  const web = await own();
  expect(within(web).queryByRole("textbox")).toBeNull();
  expect(web.textContent).toContain("all that bigger web changes in it is discarded");
  expect(within(web).getByRole("link", { name: "Edit it in the change" }).getAttribute("href")).toBe(
    "/fabrics/env/resources/VPC/default/web?tab=edit&change=bigger%20web",
  );
  await userEvent.keyboard("1{Enter}");
  await waitFor(() => expect(server.sent(RESOLVE)).toEqual({ take: "git" }));
});

test("when the draft is dropped its conflicts go with it, and the way on is shown", async () => {
  const whole = crossResource({ path: "", base: null, draft: null, git: null });
  const server = withConflicts(whole).on("GET /conflicts", items());
  server.on(RESOLVE, () => {
    server.on("GET /conflicts/7/set", () => refused(404, "Not found", "conflict 7 does not exist", "not-found"));
    server.on("GET /changes/bigger web", change({ drafts: [] }));
    return whole;
  });
  await openPage(server, "/conflicts/7");
  await own();
  await userEvent.keyboard("1{Enter}");
  expect(await screen.findByText("Every conflict of bigger web is decided; it has no drafts left.")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Open change" })).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
});

test("a resource that Git has no more cannot be changed, and it says so", async () => {
  await openPage(withConflicts(crossResource({ parties: DRAFT_AND_GIT })), "/conflicts/7");
  const storage = await other();
  expect(storage.textContent).toContain("VPC/storage is not in Git, so it cannot be changed.");
  expect(within(storage).queryByRole("radio")).toBeNull();
  expect(within(storage).queryByRole("link", { name: /Edit it/ })).toBeNull();
});

test("a field that is in conflict with Git and with two resources has a row for each, and keeps their texts apart", async () => {
  const { together } = ONE;
  const lab = crossResource({ id: 8, together: { ...together, other: { ...together.other, name: "lab" } } });
  const server = withConflicts(conflict(ONE.path, { id: 6 }), ONE, lab);
  server.on("GET /fabrics/env/resources/VPC.vpc.githedgehog.com/default/lab", detail("lab", "10.0.9.0/25"));
  server.on("POST /fabrics/env/check", { findings: [], resources: [] });
  server.on("POST /conflicts/6/result", { diff: "", left: 1, broken: [] });
  server.on("GET /fabrics/env/resources/VPC/default/web/history", items());
  await openPage(server, "/conflicts/7");
  await row();
  expect(screen.getByText("3 left")).toBeTruthy();
  expect(screen.getByText(/and 2 resources in Git break a rule together, and 1 field differs from Git/)).toBeTruthy();
  const boxes = screen.getAllByRole<HTMLTextAreaElement>("textbox", { name: /of VPC\/web/ });
  await userEvent.type(boxes[0] as HTMLElement, "10.0.11.0/24");
  expect(boxes.map(({ value }) => value)).toEqual(["10.0.11.0/24", ""]);
  expect(screen.getByText("2 left")).toBeTruthy();
});

test("a viewer sees both resources and may change none", async () => {
  await openPage(withConflicts(ONE).on("GET /me", VIEWER), "/conflicts/7");
  expect(radio(await own(), "another value").disabled).toBe(true);
  expect(radio(await other(), "another value").disabled).toBe(true);
  expect(screen.queryByRole("button", { name: "Apply choice" })).toBeNull();
  const free = await screen.findAllByRole<HTMLButtonElement>("button", { name: /next free/ });
  for (const button of free) expect(button.disabled).toBe(true);
});
