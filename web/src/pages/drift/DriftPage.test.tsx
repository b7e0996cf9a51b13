import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { change, draft, drift, EDITOR, fabric, fieldDrift, gitWithCluster, inCluster, VIEWER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

const DRIFT = "GET /fabrics/env/drift";
const ACCEPT = "POST /fabrics/env/drift/accept";
const REAPPLY = "POST /fabrics/env/drift/reapply";
const IGNORE = "POST /fabrics/env/drift/ignore";

const WEB = drift("web");
const TAKEN = "--- a/env/web.yaml\n+++ b/env/web.yaml\n@@ -1 +1 @@\n-vlan: 1001\n+vlan: 1300\n";
const LEAF = drift("leaf-1", {
  kind: "Switch",
  fields: [fieldDrift("spec.role", { manager: { name: "flux", operation: "Apply" } })],
});
const KIOSKS = drift("kiosks", { standing: "extra", fields: [] });
const AHEAD = drift("ahead", { moved: "git", fields: [fieldDrift("spec.vlan", { moved: "git" })] });
const QUIET = drift("quiet", { ignored: true, ignores: [{ path: "", at: 1, by: "ada" }] });

function withDrift(cluster = inCluster({ drifted: 3 }), ...drifts: object[]): FakeServer {
  const env = fabric({ cluster });
  return serve()
    .on("GET /fabrics", items(env))
    .on("GET /fabrics/env", env)
    .on("GET /changes", items(change()))
    .on("GET /fabrics/env/undone", items())
    .on(DRIFT, items(...drifts));
}

const box = (name: string) => screen.findByRole("checkbox", { name: `Select ${name}` });
const button = (name: string) => screen.getByRole("button", { name });

test("drift is grouped by who changed it, with both sides; what waits stands apart, what is ignored is folded", async () => {
  await openPage(withDrift(inCluster(), WEB, LEAF, KIOSKS, AHEAD, QUIET), "/drift");
  await screen.findByText("3 resources drifted, 1 waits to be applied and 1 is ignored.");
  const heads = screen.getAllByRole("rowheader").map((cell) => cell.textContent);
  const groups = ["flux", "kubectl-edit", "Not told by the cluster", "Waits to be applied", "Ignored"];
  const found = groups.map((title) => heads.findIndex((head) => head?.startsWith(title)));
  expect(found.every((at) => at >= 0)).toBe(true);
  expect(found).toEqual([...found].sort((a, b) => a - b));
  const row = screen.getByText("VPC/web").closest("tbody");
  expect(row?.textContent).toContain("spec.vlan10011300kubectl-edit");
  expect(screen.queryByText("VPC/quiet")).toBeNull();
  await userEvent.click(button("Show Ignored"));
  expect(screen.getByText("VPC/quiet")).toBeTruthy();
});

test("what both sides changed leads to its open conflict, which is asked for that resource alone", async () => {
  const both = drift("web", {
    moved: "both",
    fields: [
      fieldDrift("spec.vlan", { moved: "both" }),
      fieldDrift("spec.mtu"),
      fieldDrift("spec.a", { moved: "both" }),
    ],
  });
  const whole = drift("gone", { standing: "missing", moved: "both", fields: [] });
  const server = withDrift(inCluster(), both, whole, LEAF);
  server.on("GET /conflicts", ({ query }) =>
    query.get("name") === "web"
      ? items(gitWithCluster("spec.vlan"))
      : items(gitWithCluster("", { id: 8, name: "gone", cluster: null })),
  );
  await openPage(server, "/drift");
  const link = await screen.findByRole("link", { name: "Decide conflict about spec.vlan" });
  expect(link.getAttribute("href")).toBe("/conflicts/7");
  const other = await screen.findByRole("link", { name: "Decide conflict about the whole resource" });
  expect(other.getAttribute("href")).toBe("/conflicts/8");
  expect(screen.getAllByRole("link", { name: /^Decide conflict/ })).toHaveLength(2);
  const asked = server
    .of("GET /conflicts")
    .map(({ query }) => ["fabric", "kind", "name", "state"].map((key) => query.get(key)));
  expect(asked.sort()).toEqual([
    ["env", "VPC", "gone", "open"],
    ["env", "VPC", "web", "open"],
  ]);
});

test("it is grouped by kind and narrowed in the address", async () => {
  const router = await openPage(withDrift(inCluster(), WEB, LEAF), "/drift");
  await userEvent.selectOptions(await screen.findByLabelText("Grouped by"), "kind");
  await waitFor(() => expect(router.state.location.search).toEqual({ by: "kind" }));
  expect(screen.getByRole("checkbox", { name: "Select all of Switch" })).toBeTruthy();
});

test("several are accepted as the diff showed them, and not where the cluster moved on since", async () => {
  const view = { fabric: "env", count: 1, resources: ["VPC/web"], shown: 1, left_count: 0, seen: { "VPC/web": "7" } };
  const server = withDrift(inCluster(), WEB, KIOSKS).on(ACCEPT, ({ body }) =>
    (body as { preview?: boolean }).preview
      ? { ...view, diff: TAKEN }
      : refused(412, "moved", "the cluster has changed VPC/web since it was looked at", "moved"),
  );
  await openPage(server, "/drift");
  await userEvent.click(await box("VPC/web"));
  await userEvent.click(await box("VPC/kiosks"));
  await userEvent.click(button("Accept into Git"));
  const dialog = within(await screen.findByRole("dialog"));
  await dialog.findByText("env/web.yaml");
  expect(dialog.getByText(/only the cluster has it/)).toBeTruthy();
  expect(server.sent(ACCEPT)).toEqual({ resources: ["VPC/web"], preview: true });
  await userEvent.click(dialog.getByRole("button", { name: "Save 1 draft" }));
  await dialog.findByText("The cluster moved on since the diff was made.");
  expect(server.sent(ACCEPT)).toEqual({ resources: ["VPC/web"], seen: { "VPC/web": "7" } });
  server.on(ACCEPT, ({ body }) =>
    (body as { preview?: boolean }).preview ? { ...view, seen: { "VPC/web": "8" } } : { ...view, saved: change() },
  );
  await userEvent.click(dialog.getByRole("button", { name: "Show the diff anew" }));
  await userEvent.click(await dialog.findByRole("button", { name: "Save 1 draft" }));
  await screen.findByText("1 resource is accepted in bigger web, not in Git yet.");
  expect(server.sent(ACCEPT)).toMatchObject({ seen: { "VPC/web": "8" } });
});

test("each row offers what fits it and may be done, and acts on it alone", async () => {
  const server = withDrift(inCluster(), WEB, KIOSKS, LEAF).on(REAPPLY, {
    results: [{ resource: "VPC/web", outcome: "applied", fields: [fieldDrift("spec.vlan")], left: [] }],
  });
  await openPage(server, "/drift");
  await userEvent.click(await box("Switch/leaf-1"));
  const leaf = (await box("Switch/leaf-1")).closest("tbody");
  const offered = async (name: string) => {
    await userEvent.click(button(`Actions for ${name}`));
    return (await screen.findAllByRole("menuitem")).map((item) => item.querySelector("span > span")?.textContent);
  };
  expect(await offered("VPC/kiosks")).toEqual(["Import into Git", "Ignore"]);
  // the keys of the menu are not those of the list
  const marked = document.querySelector("tbody[aria-current]");
  await userEvent.keyboard("{ArrowDown}{Escape}");
  expect(document.querySelector("tbody[aria-current]")).toBe(marked);
  expect(await offered("VPC/web")).toEqual(["Accept into Git", "Re-apply", "Ignore"]);
  await userEvent.click(screen.getByRole("menuitem", { name: "Re-apply" }));
  const dialog = within(await screen.findByRole("dialog"));
  await dialog.findByText(/would be brought back/);
  expect(server.sent(REAPPLY)).toMatchObject({ resources: ["VPC/web"], dry_run: true });
  await userEvent.click(dialog.getByRole("button", { name: /^Re-apply/ }));
  await waitFor(() => expect(server.sent(REAPPLY)).toMatchObject({ resources: ["VPC/web"], dry_run: false }));
  // what is selected stays so
  expect(leaf?.querySelector<HTMLInputElement>("input")?.checked).toBe(true);
});

test("who may do nothing about drift is offered nothing on its rows", async () => {
  await openPage(withDrift(inCluster(), WEB).on("GET /me", VIEWER), "/drift");
  await screen.findByText("VPC/web");
  expect(screen.queryByRole("button", { name: /^Actions/ })).toBeNull();
});

test("a row that was accepted says in which change it is drafted, and is neither selected nor marked any more", async () => {
  const view = { fabric: "env", count: 1, resources: ["VPC/api"], shown: 1, left_count: 0, seen: {}, diff: TAKEN };
  const saved = change({ drafts: [draft("api")] });
  const server = withDrift(inCluster(), drift("api"), WEB).on("GET /changes", items());
  server.on(ACCEPT, ({ body }) => {
    if ((body as { preview?: boolean }).preview) return view;
    server.on("GET /changes", items(saved));
    return { ...view, saved };
  });
  await openPage(server, "/drift");
  const row = (await box("VPC/api")).closest("tbody") as HTMLElement;
  await userEvent.click(await box("VPC/api"));
  expect(row.getAttribute("aria-current")).toBe("true");
  expect(row.textContent).not.toContain("drafted in");
  await userEvent.click(button("Accept into Git"));
  await userEvent.click(await screen.findByRole("button", { name: "Save 1 draft" }));
  const link = await within(row).findByRole("link", { name: "bigger web" });
  expect(link.getAttribute("href")).toBe("/changes/0197");
  expect(((await box("VPC/api")) as HTMLInputElement).checked).toBe(false);
  expect(row.getAttribute("aria-current")).toBeNull();
});

test("where there are several fabrics each row says which, also where one alone has a cluster", async () => {
  const server = withDrift(inCluster(), WEB);
  server.on("GET /fabrics", items(fabric({ cluster: inCluster() }), fabric({ fabric: "lab" })));
  await openPage(server, "/drift");
  const row = (await box("VPC/web in env")).closest("tbody") as HTMLElement;
  expect(within(row).getByRole("link", { name: "env" })).toBeTruthy();
});

test("before anything is re-applied the cluster is asked, and what somebody else applies is taken over only when told so", async () => {
  const server = withDrift(inCluster(), WEB, LEAF).on(REAPPLY, ({ body }) => {
    const { take_over, dry_run, resources } = body as { take_over: boolean; dry_run: boolean; resources: string[] };
    const results = resources.map((resource) =>
      resource === "Switch/leaf-1" && !take_over
        ? { resource, outcome: "of-others", fields: LEAF.fields }
        : { resource, outcome: "applied", fields: WEB.fields, left: [] },
    );
    return { fabric: "env", cluster: "lab", dry_run, results };
  });
  await openPage(server, "/drift");
  await userEvent.click(await box("VPC/web"));
  await userEvent.click(await box("Switch/leaf-1"));
  await userEvent.click(button("Re-apply"));
  const dialog = within(await screen.findByRole("dialog"));
  await dialog.findByText("1 resource would be re-applied, 1 is refused.");
  await userEvent.click(dialog.getByRole("checkbox", { name: "Take over what flux applies" }));
  await dialog.findByText("2 resources would be re-applied.");
  expect(server.of(REAPPLY).every(({ body }) => (body as { dry_run: boolean }).dry_run)).toBe(true);
  await userEvent.click(dialog.getByRole("button", { name: "Re-apply" }));
  await dialog.findByText("2 resources are re-applied.");
  expect(server.sent(REAPPLY)).toEqual({ resources: ["VPC/web", "Switch/leaf-1"], dry_run: false, take_over: true });
});

test("what became of the last that drifted is told, though nothing is left in the list", async () => {
  const server = withDrift(inCluster(), WEB);
  server.on(REAPPLY, ({ body }) => {
    const { dry_run } = body as { dry_run: boolean };
    if (!dry_run) server.on(DRIFT, items());
    const results = [{ resource: "VPC/web", outcome: "applied", fields: WEB.fields, left: [] }];
    return { fabric: "env", cluster: "lab", dry_run, results };
  });
  await openPage(server, "/drift");
  await userEvent.click(await box("VPC/web"));
  await userEvent.click(button("Re-apply"));
  const dialog = within(await screen.findByRole("dialog"));
  await dialog.findByText("1 resource would be re-applied.");
  await userEvent.click(dialog.getByRole("button", { name: "Re-apply" }));
  await screen.findByText("No drift");
  // in the page, not in a dialog that has left it
  expect(await screen.findByText("1 resource is re-applied.")).toBeTruthy();
});

test("what would break a rule is left out, so that the others can be accepted", async () => {
  const problem = { rule: "vpc-vlan-other", severity: "error", resource: "VPC/web", message: "the VLAN is of VPC/api" };
  const view = { fabric: "env", count: 2, shown: 2, resources: [], diff: TAKEN, left: [], left_count: 0, seen: {} };
  const server = withDrift(inCluster(), WEB, drift("api")).on(ACCEPT, ({ body }) =>
    (body as { resources: string[] }).resources.includes("VPC/web")
      ? { ...view, problems: [problem] }
      : { ...view, count: 1, shown: 1 },
  );
  await openPage(server, "/drift");
  await userEvent.click(await screen.findByRole("checkbox", { name: "Select all of kubectl-edit" }));
  await userEvent.click(button("Accept into Git"));
  const dialog = within(await screen.findByRole("dialog"));
  expect(await dialog.findByText("It would break 1 rule.")).toBeTruthy();
  expect(dialog.getByText("env/web.yaml")).toBeTruthy();
  await userEvent.click(dialog.getByRole("button", { name: "Leave out 1 resource" }));
  expect(await dialog.findByText("1 resource that would break a rule is left out.")).toBeTruthy();
  expect(server.sent(ACCEPT)).toEqual({ resources: ["VPC/api"], preview: true });
});

test("what would conflict has no diff, which is said", async () => {
  const problem = {
    rule: "conflict",
    severity: "error",
    resource: "VPC/web",
    message: "conflicts with Git (both-changed)",
  };
  const view = { fabric: "env", count: 1, shown: 1, resources: [], diff: "", left: [], left_count: 0, seen: {} };
  await openPage(withDrift(inCluster(), WEB).on(ACCEPT, { ...view, problems: [problem] }), "/drift");
  await userEvent.click(await box("VPC/web"));
  await userEvent.click(button("Accept into Git"));
  const dialog = within(await screen.findByRole("dialog"));
  expect(await dialog.findByText("It conflicts in 1 place.")).toBeTruthy();
  expect(dialog.getByText("There is no diff before what conflicts is decided in its change.")).toBeTruthy();
});

test("drift is ignored until a day, with a reason; a day that is over is refused", async () => {
  const server = withDrift(inCluster(), WEB).on(IGNORE, { path: "", at: 1, by: "ada" });
  await openPage(server, "/drift");
  await userEvent.click(await box("VPC/web"));
  await userEvent.click(button("Ignore"));
  const dialog = within(await screen.findByRole("dialog"));
  await userEvent.type(dialog.getByLabelText("Until"), "2020-01-01");
  expect(dialog.getByRole("list", { name: "What would become of each" }).textContent).toContain("that day is over");
  await userEvent.clear(dialog.getByLabelText("Until"));
  await userEvent.type(dialog.getByLabelText("Until"), "2999-12-31");
  await userEvent.type(dialog.getByLabelText("Why"), "a mend is due");
  await userEvent.click(dialog.getByRole("button", { name: "Ignore drift" }));
  await dialog.findByText("1 resource is ignored.");
  expect(server.sent(IGNORE)).toMatchObject({ resource: "VPC/web", reason: "a mend is due" });
});

test("keys go through all groups: j and k, x selects, Shift extends, Enter opens", async () => {
  const server = withDrift(inCluster(), WEB, LEAF, KIOSKS);
  // where Enter leads
  server.on("GET /fabrics/env/resources/VPC/default/web", () => new Promise<object>(() => {}));
  const router = await openPage(server, "/drift");
  await box("VPC/web");
  screen.getByRole("region", { name: "Drift" }).focus();
  await userEvent.keyboard("jx");
  expect(((await box("Switch/leaf-1")) as HTMLInputElement).checked).toBe(true);
  await userEvent.keyboard("{Shift>}j{/Shift}");
  expect(screen.getByRole("region", { name: "Selection" }).textContent).toContain("2 resources selected");
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(router.state.location.pathname).toBe("/fabrics/env/resources/VPC/default/web"));
});

test("what is not known says so at the top, with the reason, and nothing says that there is no drift", async () => {
  const away = inCluster({ known: false, unknown_since: 5, unknown_kinds: 9, problem: "VPC: it is not reached" });
  await openPage(withDrift(away), "/drift");
  expect(await screen.findByText(/VPC: it is not reached/)).toBeTruthy();
  expect(screen.getByText("No drift is known")).toBeTruthy();
  expect(screen.queryByText("No drift")).toBeNull();
});

test("who may do nothing about it selects nothing, and an editor is not offered to write into the cluster", async () => {
  await openPage(withDrift(inCluster(), WEB).on("GET /me", VIEWER), "/drift");
  await screen.findByText("VPC/web");
  expect(screen.queryByRole("checkbox")).toBeNull();
});

test("an editor accepts, and neither re-applies nor ignores", async () => {
  await openPage(withDrift(inCluster(), WEB).on("GET /me", EDITOR), "/drift");
  await userEvent.click(await box("VPC/web"));
  expect(button("Accept into Git")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Re-apply" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Ignore" })).toBeNull();
});

test("without a cluster the page teaches how to add one", async () => {
  await openPage(serve().on("GET /fabrics", items(fabric())), "/drift");
  await screen.findByText("No fabric lives in a cluster");
  expect(screen.getByRole("link", { name: "the Settings of env" })).toBeTruthy();
});

test("ten thousand are drawn in part, and selected all", async () => {
  const many = Array.from({ length: 10_000 }, (_, at) => drift(`vpc-${at}`));
  await openPage(withDrift(inCluster(), ...many), "/drift");
  await userEvent.click(await screen.findByRole("checkbox", { name: "Select all of kubectl-edit" }));
  expect(screen.getByRole("region", { name: "Selection" }).textContent).toContain("10,000 resources selected");
  expect(screen.getAllByRole("row").length).toBeLessThan(300);
});
