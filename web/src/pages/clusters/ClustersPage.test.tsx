import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { ClusterView } from "~/api/types";
import { EDITOR, fabric } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { items, refused } from "~/test/server";

const LAB: ClusterView = {
  name: "lab",
  server: "https://10.0.0.1:6443",
  version: "v1.36.3",
  login: "token",
  state: "works",
  checked_at: 1,
  fabrics: ["env"],
  created_at: 1,
  created_by: "ada",
  revision: 1,
};
const KUBECONFIG = "clusters: []\ncontexts:\n- name: lab\n- name: other\ncurrent-context: lab\n";

test("a cluster is added with a kubeconfig, and its answer is shown where it is not reached", async () => {
  const server = serve()
    .on("GET /clusters", items())
    .on("GET /fabrics", items(fabric()))
    .on("POST /clusters", () => refused(502, "the cluster failed", "connection refused", "cluster"));
  await openPage(server, "/clusters");
  await screen.findByText("Add the first cluster");
  await userEvent.click(screen.getByRole("button", { name: "Add a cluster" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Add a cluster" }));
  await userEvent.click(dialog.getByRole("button", { name: "Add cluster" }));
  expect(dialog.getByText("the kubeconfig is needed")).toBeTruthy();
  expect(server.count("POST /clusters")).toBe(0);
  await userEvent.type(dialog.getByLabelText("Name"), "lab");
  await userEvent.click(dialog.getByLabelText("Kubeconfig"));
  await userEvent.paste(KUBECONFIG);
  await userEvent.selectOptions(dialog.getByLabelText("Context"), "other");
  await userEvent.click(dialog.getByRole("button", { name: "Add cluster" }));
  expect((await dialog.findByText("Connection refused.")).textContent).toBeTruthy();
  expect(server.sent("POST /clusters")).toEqual({ name: "lab", kubeconfig: KUBECONFIG, context: "other" });
  server.on("POST /clusters", LAB);
  await userEvent.click(dialog.getByRole("button", { name: "Add cluster" }));
  await screen.findByRole("dialog", { name: "lab is added" });
  expect(screen.getByRole("link", { name: "Settings of env" })).toBeTruthy();
});

test("a test tells what is missing, with the manifest that grants it", async () => {
  const held = { fabric: "env", namespace: "default", held: 3, incomplete: false };
  const missing = { missing: ["watch vpcs.vpc.githedgehog.com"], missing_to_apply: [] };
  const server = serve()
    .on("GET /clusters", items(LAB))
    .on("POST /clusters/lab/test", { ...LAB, permissions: [{ ...held, ...missing }] })
    .on("GET /fabrics/env/cluster/manifest", () => new Response("kind: Role\n"));
  await openPage(server, "/clusters");
  const row = within(await screen.findByRole("region", { name: "lab" }));
  await userEvent.click(row.getByRole("button", { name: "Test cluster" }));
  await row.findByText("watch vpcs.vpc.githedgehog.com");
  expect(row.getByText(/1 permission missing to follow it, 3 held/)).toBeTruthy();
  await userEvent.click(row.getByRole("button", { name: "Show manifest" }));
  await waitFor(() => expect(screen.getByRole("region", { name: "Manifest" }).textContent).toContain("kind: Role"));
  expect(server.of("GET /fabrics/env/cluster/manifest")[0]?.query.get("apply")).toBe("true");
});

test("a cluster that fabrics live in is not removed: their settings are led to", async () => {
  await openPage(serve().on("GET /clusters", items(LAB)), "/clusters");
  await userEvent.click(await screen.findByRole("button", { name: "More for lab" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Remove cluster" }));
  await screen.findByRole("dialog", { name: "lab cannot be removed yet" });
  expect(screen.getByRole("link", { name: "Settings of env" })).toBeTruthy();
});

test("clusters are for administrators, and nothing is asked for others", async () => {
  const server = serve().on("GET /me", EDITOR);
  await openPage(server, "/clusters");
  await screen.findByText("Clusters are for administrators");
  expect(server.count("GET /clusters")).toBe(0);
});
