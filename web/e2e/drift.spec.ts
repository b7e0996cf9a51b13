/**
 * Drift without a cluster: the server is the real one, but what it says of a fabric's cluster is answered here, and so is what is asked
 * of it. The API's own answers are tested where there is an API server.
 */
import type { Page } from "@playwright/test";
import { expectAccessible } from "./support/axe";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

const NOW = Date.now();
const VPC = { group: "vpc.githedgehog.com", kind: "VPC", namespace: "default" };
const EDITED = { name: "kubectl-edit", operation: "Update", time: new Date(NOW - 180_000).toISOString() };

const WEB = {
  ...VPC,
  name: "web",
  standing: "differs",
  moved: "cluster",
  ignored: false,
  severity: "warning",
  since: NOW - 180_000,
  resource_version: "7",
  fields: [{ path: "spec.subnets.default.vlan", desired: 1001, actual: 1300, moved: "cluster", manager: EDITED }],
};
const STORAGE = {
  ...WEB,
  name: "storage",
  fields: [{ ...WEB.fields[0], manager: { ...EDITED, name: "flux", operation: "Apply" } }],
};
const LAB = { ...WEB, name: "lab", standing: "extra", fields: [] };
const WAITS = {
  ...WEB,
  name: "new",
  moved: "git",
  fields: [{ path: "spec.mode", desired: "l3", actual: "l2", moved: "git" }],
};
const QUIET = { ...WEB, name: "quiet", ignored: true, ignores: [{ path: "", at: NOW, by: "alice", reason: "a mend" }] };

const CLUSTER = {
  cluster: "lab",
  namespaces: ["default"],
  known: true,
  seen_at: NOW - 12_000,
  kinds: 9,
  unknown_kinds: 0,
  drifted: 3,
  ahead: 1,
  ignored: 1,
  apply: "observe",
  prune: false,
};

/** From now on, the fabric `env` lives in a cluster that has these. */
async function answerDrift(page: Page, cluster: object, drifts: readonly object[]): Promise<void> {
  const withCluster = (view: { fabric: string }) => (view.fabric === "env" ? { ...view, cluster } : view);
  await page.route("**/api/v1/fabrics?*", async (route) => {
    const answer = await (await route.fetch()).json();
    await route.fulfill({ json: { ...answer, items: answer.items.map(withCluster) } });
  });
  await page.route("**/api/v1/fabrics/env", async (route) => {
    await route.fulfill({ json: withCluster(await (await route.fetch()).json()) });
  });
  await page.route("**/api/v1/fabrics/env/drift?*", (route) => route.fulfill({ json: { items: drifts } }));
}

test("drift is looked at, and re-applied by keyboard after the cluster was asked", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "admin");
  const page = await open("alice");
  await answerDrift(page, CLUSTER, [LAB, WAITS, QUIET, STORAGE, WEB]);
  const asked: { dry_run: boolean; take_over: boolean; resources: string[] }[] = [];
  await page.route("**/api/v1/fabrics/env/drift/reapply", async (route) => {
    const body = route.request().postDataJSON();
    asked.push(body);
    const results = body.resources.map((resource: string) =>
      resource === "VPC/storage" && !body.take_over
        ? { resource, outcome: "of-others", fields: STORAGE.fields }
        : { resource, outcome: "applied", fields: WEB.fields, left: [] },
    );
    await route.fulfill({ json: { fabric: "env", cluster: "lab", dry_run: body.dry_run, results } });
  });

  await visit(page, "/drift");
  await expect(page.getByText("3 resources drifted, 1 waits to be applied and 1 is ignored.")).toBeVisible();
  await expect(page.getByRole("link", { name: /^Drift/ })).toContainText("3");
  const list = page.getByRole("region", { name: "Drift" });
  for (const words of ["1001", "1300", "kubectl-edit", "Waits to be applied", "only in the cluster"]) {
    await expect(list).toContainText(words);
  }
  await expect(list).not.toContainText("VPC/quiet");

  // flux comes before kubectl-edit
  await list.focus();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("Shift+j");
  await expect(page.getByRole("region", { name: "Selection" })).toContainText("2 resources selected");
  await page.getByRole("button", { name: "Re-apply" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("1 resource would be re-applied, 1 is refused.");
  await expect(dialog).toContainText("is applied by flux");
  await dialog.getByRole("checkbox", { name: "Take over what flux applies" }).check();
  await expect(dialog).toContainText("2 resources would be re-applied.");
  expect(asked.every(({ dry_run }) => dry_run)).toBe(true);
  await dialog.getByRole("button", { name: "Re-apply" }).click();
  await expect(dialog).toContainText("2 resources are re-applied.");
  expect(asked.at(-1)).toMatchObject({ dry_run: false, take_over: true });
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: "Selection" })).toBeHidden();
});

test("a cluster that is not known says why, everywhere", async ({ world, open }) => {
  await world.fabric();
  await world.person("alice", "admin");
  const page = await open("alice");
  const away = {
    ...CLUSTER,
    known: false,
    unknown_kinds: 9,
    unknown_since: NOW - 60_000,
    problem: "it is not reached",
  };
  await answerDrift(page, away, []);
  await visit(page, "/fabrics/env?tab=drift");
  await expect(page.getByText("No drift is known")).toBeVisible();
  await expect(
    page
      .getByRole("main")
      .getByText(/^unknown since .*: it is not reached/)
      .first(),
  ).toBeVisible();
  await expect(page.getByRole("img", { name: /^Git, Hedgerow, cluster: .*it is not reached/ }).first()).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing grave on the pages of drift and clusters, ${colorScheme}`, async ({ world, open }) => {
    await world.fabric();
    await world.person("alice", "admin");
    const page = await open("alice", { colorScheme });
    await expectAccessible(page, "/clusters");
    await expectAccessible(page, "/drift");
    await answerDrift(page, CLUSTER, [LAB, WAITS, QUIET, STORAGE, WEB]);
    await expectAccessible(page, "/drift");
    await expectAccessible(page, "/fabrics/env?tab=drift");
    await expectAccessible(page, "/fabrics/env?tab=settings");
  });
}
