import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { FabricAt, Me, PastComparison, PastResource } from "~/api/types";
import { EDITOR, fabric, VIEWER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

const COMMIT = "a".repeat(40);
const POINT = {
  commit: COMMIT,
  at: 1000,
  author: { name: "Olga Outside", email: "olga@example.org" },
  subject: "Two days ago",
  is_now: false,
  on_branch: true,
};

function row(name: string, more: Partial<PastResource> = {}): PastResource {
  const where = { group: "vpc.githedgehog.com", version: "v1beta1", kind: "VPC", namespace: "default", name };
  return { ...where, standing: "live", path: `env/${name}.yaml`, line: 1, since: "same", ...more };
}

function at(rows: PastResource[], more: Partial<FabricAt> = {}): FabricAt {
  const of = { fabric: "env", branch: "main", directory: "env", point: POINT };
  return { ...of, resources: rows.length, items: rows, unread: [], ...more };
}

function withPast(me: Me, view: FabricAt): FakeServer {
  return serve()
    .on("GET /me", me)
    .on("GET /fabrics", items(fabric()))
    .on("GET /fabrics/env", fabric())
    .on("GET /changes", items())
    .on("GET /fabrics/env/at", view);
}

const PATH = `/fabrics/env/at?commit=${COMMIT}`;

test("it says once that it is the past and read only, with the commit and the way back", async () => {
  await openPage(withPast(VIEWER, at([row("web")])), PATH);
  expect(await screen.findByText(/^This is the past of env: .* Read only\.$/)).toBeTruthy();
  expect(screen.getByRole("main").textContent).toContain("Two days ago");
  const [back] = screen.getAllByRole<HTMLAnchorElement>("link", { name: "Back to now" });
  expect(back?.getAttribute("href")).toBe("/fabrics/env");
});

test("what could not be read then, and a commit that the branch lost, are told", async () => {
  const unread = [{ path: "env/lab.yaml", line: 3, why: "a key is missing" }];
  const view = at([row("web")], { unread, more_unread: true, point: { ...POINT, on_branch: false } });
  await openPage(withPast(VIEWER, view).on("GET /fabrics/env/findings", items()), PATH);
  expect(await screen.findByText("env/lab.yaml:3")).toBeTruthy();
  expect(screen.getByText("and more")).toBeTruthy();
  expect(screen.getByRole("main").textContent).toContain("its history was rewritten");
});

test("what cannot be read now either, for the same reason, is said to be the same now", async () => {
  const unread = [
    { path: "env/lab.yaml", line: 3, why: "a key is missing" },
    { path: "env/db.yaml", line: 1, why: "it is not UTF-8 text" },
  ];
  const now = {
    path: "env/lab.yaml",
    line: 5,
    column: 1,
    severity: "error",
    rule: "yaml",
    message: "a key is missing",
  };
  const server = withPast(VIEWER, at([row("web")], { unread })).on("GET /fabrics/env/findings", items(now));
  await openPage(server, PATH);
  const same = (await screen.findByText(/and it is the same now/)).closest("div");
  expect(same?.textContent).toContain("env/lab.yaml:3");
  expect(same?.textContent).not.toContain("env/db.yaml");
  expect(screen.getByText("env/db.yaml:1")).toBeTruthy();
});

test("points without a difference are told once", async () => {
  const comparison = { fabric: "env", from: POINT, to: { ...POINT, commit: "b".repeat(40), is_now: true } };
  const server = withPast(VIEWER, at([row("web")])).on("GET /fabrics/env/compare", {
    ...comparison,
    differences: 0,
    items: [],
    unread_from: [],
    unread_to: [],
  });
  await openPage(server, `${PATH}&tab=compare`);
  const differs = await screen.findByRole("region", { name: "What differs" });
  expect(differs.textContent).toContain("No resource differs");
  expect(differs.textContent).toContain("have the same resources.");
  expect(differs.textContent).not.toContain("no resources differ");
});

test("a resource that changed since is read and restored by who may edit, one that is the same is not", async () => {
  const server = withPast(EDITOR, at([row("web", { since: "changed" }), row("db")]));
  const then = { fabric: "env", group: "", namespace: "default", commit: COMMIT, kind: "VPC", read_at: {} };
  const base = "GET /fabrics/env/resources/VPC.vpc.githedgehog.com/default";
  server.on(`${base}/web/at/${COMMIT}`, { ...then, name: "web", standing: "live", text: "vlan: 1400\n" });
  server.on(`${base}/db/at/${COMMIT}`, { ...then, name: "db", standing: "commented out", text: "vlan: 1\n" });
  await openPage(server, `${PATH}&resource=VPC.vpc.githedgehog.com/default/web`);
  const web = within(await screen.findByRole("region", { name: "VPC/web as it was" }));
  expect(await web.findByText("vlan: 1400")).toBeTruthy();
  await userEvent.click(web.getByRole("button", { name: "Restore…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Restore VPC/web?" }));
  expect(dialog.getByText(/Two days ago/)).toBeTruthy();
  await userEvent.keyboard("{Escape}");
  await userEvent.click(web.getByRole("button", { name: "Close VPC/web" }));
  expect(screen.queryByRole("region", { name: "VPC/web as it was" })).toBeNull();
});

test("who may only read is offered no restoring", async () => {
  const server = withPast(VIEWER, at([row("web", { since: "gone" })]));
  const path = `GET /fabrics/env/resources/VPC.vpc.githedgehog.com/default/web/at/${COMMIT}`;
  server.on(path, { standing: "live", text: "vlan: 1400\n" });
  await openPage(server, `${PATH}&resource=VPC.vpc.githedgehog.com/default/web`);
  expect(await screen.findByText("vlan: 1400")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Restore…" })).toBeNull();
  // it is gone: there is nothing to open
  expect(screen.queryByRole("link", { name: "What it is now" })).toBeNull();
});

test("what differs to now is told by field, and what makes it unsure", async () => {
  const of = { group: "", kind: "VPC", namespace: "default" };
  const path = "spec.subnets.default.vlan";
  const found: PastComparison = {
    fabric: "env",
    from: POINT,
    to: { ...POINT, commit: "b".repeat(40), is_now: true },
    differences: 2,
    items: [
      { ...of, name: "web", became: "changed", fields: [{ path, from: 1400, to: 1500 }] },
      { ...of, name: "lab", became: "added", fields: [], unsure: "env/lab.yaml" },
    ],
    unread_from: [{ path: "env/lab.yaml", why: "it is not UTF-8 text" }],
    unread_to: [],
  };
  const server = withPast(VIEWER, at([row("web")])).on("GET /fabrics/env/compare", found);
  await openPage(server, PATH);
  await userEvent.click(await screen.findByRole("button", { name: "Compare with now" }));
  const differs = within(await screen.findByRole("region", { name: "What differs" }));
  expect(differs.getByRole("status").textContent).toContain("2 resources differ");
  expect(differs.getByText(path).closest("li")?.textContent).toContain("from 1400 → to 1500");
  expect(differs.getByText(/Or it is in env\/lab\.yaml/)).toBeTruthy();
  expect(differs.getByText(/what is in these places is not compared/)).toBeTruthy();
});

test("a commit that is not there says so and how to go on", async () => {
  const server = withPast(VIEWER, at([]));
  server.on("GET /fabrics/env/at", () =>
    refused(404, "Not found", "the mirror has no commit aaaaaaa", "unknown-commit"),
  );
  await openPage(server, "/fabrics/env/at?commit=aaaaaaa");
  expect(await screen.findByText(/mirror has no commit aaaaaaa/)).toBeTruthy();
  expect(screen.getByRole("button", { name: "Another time…" })).toBeTruthy();
});
