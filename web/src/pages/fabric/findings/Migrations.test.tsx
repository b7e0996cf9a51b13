import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { Me } from "~/api/types";
import { change, EDITOR, fabric, VIEWER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items } from "~/test/server";

const MIGRATE = "POST /fabrics/env/migrate";
const COMMIT = "c0ffee0000000000000000000000000000000000";
const PERMIT = {
  id: "permit-action",
  clause: "Fabric v0.126 replaced `permit` with `action`.",
  source: "The definitions.",
  removed: false,
  count: 7,
  places: 9,
  resources: ["ExternalAttachment/a", "ExternalAttachment/b"],
  left: [{ resource: "ExternalAttachment/b", migration: "permit-action", path: "spec.x", why: "both are there" }],
  left_count: 1,
};
const LINES = ["diff --git a/env/a.yaml b/env/a.yaml", "--- a/env/a.yaml", "+++ b/env/a.yaml"];
const VIEW = {
  fabric: "env",
  count: 7,
  shown: 7,
  resources: PERMIT.resources,
  diff: [...LINES, "@@ -1 +1 @@", "-permit: true", "+action: permit", ""].join("\n"),
  left_count: 1,
};

function withMigrations(me: Me, migrations: object[]): FakeServer {
  return serve()
    .on("GET /me", me)
    .on("GET /fabrics", items(fabric({ commit: COMMIT })))
    .on("GET /fabrics/env", fabric({ commit: COMMIT }))
    .on("GET /fabrics/env/findings", items())
    .on("GET /fabrics/env/migrations", migrations);
}

test("older forms are told with their clause, shown as a diff and drafted in a change", async () => {
  const server = withMigrations(EDITOR, [PERMIT]).on(MIGRATE, VIEW);
  await openPage(server, "/fabrics/env?tab=findings");
  const panel = await screen.findByRole("region", { name: "Older forms" });
  expect(panel.textContent).toContain("7 resources: Fabric v0.126 replaced");
  expect(panel.textContent).toContain("and 5 more");
  expect(panel.textContent).toContain("Not migrated: ExternalAttachment/b spec.x: both are there");
  await userEvent.click(within(panel).getByRole("button", { name: "Migrate…" }));
  const dialog = await screen.findByRole("dialog", { name: "Migrate to the newer form" });
  expect(await within(dialog).findByText("action: permit", { exact: false })).toBeTruthy();
  expect(server.sent(MIGRATE)).toEqual({ preview: true });
  const opened = change({ id: "0198", change: "Migrate to the newer form" });
  server.on(MIGRATE, { ...VIEW, diff: "", saved: opened }).on("GET /changes/0198", opened);
  expect(within(dialog).queryByRole("textbox")).toBeNull();
  expect(dialog.textContent).toContain("It will be saved in a new change.");
  await userEvent.click(within(dialog).getByRole("button", { name: "Save drafts" }));
  expect(await screen.findByRole("heading", { name: "Migrate to the newer form" })).toBeTruthy();
  expect(server.sent(MIGRATE)).toEqual({ preview: false });
});

test("what was removed is named, and not offered", async () => {
  const removed = { ...PERMIT, id: "mclag-removed", removed: true, places: 0 };
  await openPage(withMigrations(EDITOR, [removed]), "/fabrics/env?tab=findings");
  const panel = await screen.findByRole("region", { name: "Older forms" });
  expect(within(panel).queryByRole("button", { name: "Migrate…" })).toBeNull();
});

test("a fabric in the newer form, and a person who may not edit, see nothing of it", async () => {
  await openPage(withMigrations(EDITOR, []), "/fabrics/env?tab=findings");
  await screen.findByText("No findings");
  expect(screen.queryByRole("region", { name: "Older forms" })).toBeNull();
  const server = withMigrations(VIEWER, [PERMIT]);
  await openPage(server, "/fabrics/env?tab=findings");
  expect(server.count("GET /fabrics/env/migrations")).toBe(0);
});

test("a finding that names a migration leads to its diff, for who may draft", async () => {
  const finding = {
    path: "env/a.yaml",
    line: 1,
    column: 13,
    severity: "error",
    rule: "not-served",
    resource: "Server/a",
    message: "cannot be applied: cluster lab serves Server in v1beta1; the migration `wiring-v1beta1` brings it there",
    migration: "wiring-v1beta1",
  };
  const button = "Show what migrating changes";
  const server = withMigrations(EDITOR, [PERMIT]).on(MIGRATE, VIEW);
  await openPage(server.on("GET /fabrics/env/findings", items(finding)), "/fabrics/env?tab=findings");
  await userEvent.click(await screen.findByRole("button", { name: button }));
  expect(await screen.findByRole("dialog", { name: "Migrate to the newer form" })).toBeTruthy();
});
