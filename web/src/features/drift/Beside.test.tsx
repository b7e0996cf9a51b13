import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { UndoneView } from "~/api/types";
import { drift, fabric, inCluster } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { items } from "~/test/server";

const TAB = "/fabrics/env?tab=drift";
const BEHIND = "Argo CD is behind: it applied aaaaaaa, Git has bbbbbbb";

function withCluster(cluster = inCluster(), undone: UndoneView[] = [], ...drifts: object[]) {
  const env = fabric({ cluster });
  return serve()
    .on("GET /fabrics", items(env))
    .on("GET /fabrics/env", env)
    .on("GET /fabrics/env/drift", items(...drifts))
    .on("GET /fabrics/env/undone", items(...undone));
}

test("an applier that is behind is told above the drift, and what waits for it says so", async () => {
  const cluster = inCluster({ ahead: 1, applier: { standing: "behind", sentence: BEHIND } });
  const waits = "Argo CD has yet to apply bbbbbbb";
  await openPage(withCluster(cluster, [], drift("web", { moved: "git", waits })), TAB);
  expect((await screen.findAllByText(BEHIND)).length).toBeGreaterThan(0);
  await screen.findByText(waits);
});

test("an applier that is done is not in the way of drift, and on the fabric's page all the same", async () => {
  const sentence = "commit aaaaaaa applied by Argo CD (Synced, Healthy)";
  const switches = { on: 1, all: 2, sentence: "1 of 2 switches applied the configuration last made for them" };
  const cluster = inCluster({ applier: { standing: "applied", sentence }, switches });
  await openPage(withCluster(cluster), TAB);
  await screen.findByText("No drift");
  // once: with the state of the fabric
  expect(screen.getAllByText(sentence)).toHaveLength(1);
  expect(screen.getAllByText(switches.sentence)).toHaveLength(1);
});

test("edits that were undone are listed, and offer nothing to do", async () => {
  const by = { name: "kubectl-edit", operation: "Update" };
  const sentence = "kubectl-edit set spec.vlan to 123; Argo CD put 101 back";
  const undone: UndoneView = {
    group: "vpc.githedgehog.com",
    kind: "VPC",
    namespace: "default",
    name: "web",
    path: "spec.vlan",
    edited: 123,
    edited_by: by,
    back: 101,
    back_by: { ...by, name: "argocd-controller" },
    applier: "argo-cd",
    sentence,
    at: 1,
  };
  await openPage(withCluster(inCluster(), [undone]), TAB);
  const list = within(await screen.findByRole("region", { name: "Edits undone in the cluster" }));
  expect(list.getAllByText(sentence)).toHaveLength(1);
  expect(list.queryByRole("checkbox")).toBeNull();
});
