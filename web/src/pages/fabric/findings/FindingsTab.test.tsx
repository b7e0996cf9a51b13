import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { FabricView } from "~/api/types";
import { fabric, VIEWER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items } from "~/test/server";

const taken = (name: string) => ({
  path: `env/vpcs/${name}.yaml`,
  line: 12,
  column: 7,
  severity: "error",
  rule: "vpc-vlan-other",
  resource: `VPC/${name}`,
  field: "spec.subnets.default.vlan",
  message: "1002 is the VLAN of VPC/storage, subnet default: choose a free VLAN",
  other: "VPC/storage",
  other_path: "env/vpcs/storage.yaml",
  other_line: 2,
});
const reason = "not checked for 2 resources, because no source has any SwitchProfile: sw-speed";
const unchecked = { path: "env", line: 0, column: 0, severity: "info", rule: "not-checked", message: reason };

async function openFindings(findings: object[], view: Partial<FabricView> = {}): Promise<FakeServer> {
  const server = serve()
    .on("GET /me", VIEWER)
    .on("GET /fabrics", items(fabric(view)))
    .on("GET /fabrics/env", fabric(view))
    .on("GET /fabrics/env/findings", items(...findings));
  await openPage(server, "/fabrics/env?tab=findings");
  return server;
}

test("findings are grouped by rule with a count, and both places are linked", async () => {
  await openFindings([unchecked, taken("web"), taken("lab")], { errors: 2 });
  const title = await screen.findByText("VPC: VLAN of another VPC");
  const group = title.closest("details") as HTMLDetailsElement;
  expect(group.open).toBe(true);
  expect(group.textContent).toContain("2 findings");
  const hrefs = (name: string) =>
    within(group)
      .getAllByRole("link", { name })
      .map((link) => link.getAttribute("href"));
  expect(hrefs("VPC/web")).toEqual(["/fabrics/env/resources/VPC/default/web"]);
  expect(hrefs("env/vpcs/web.yaml:12")).toEqual(["/fabrics/env/resources/VPC/default/web?tab=yaml&fileline=12"]);
  const storage = "/fabrics/env/resources/VPC/default/storage?tab=yaml&fileline=2";
  expect(hrefs("VPC/storage")).toEqual([storage, storage]);
  expect(hrefs("env/vpcs/storage.yaml:2")).toEqual([storage, storage]);
});

test("what could not be checked is information: last, folded, and counted as no problem", async () => {
  await openFindings([unchecked, taken("web")], { errors: 1 });
  const group = (await screen.findByText("Not checked")).closest("details") as HTMLDetailsElement;
  expect(group.open).toBe(false);
  expect(group.textContent).toContain("1 reason");
  expect(within(group).getByText("info")).toBeTruthy();
  expect(within(group).queryByText(reason)).toBeNull();
  await userEvent.click(within(group).getByText("Not checked"));
  expect(group.textContent).toContain("Not checked for 2 resources");
  expect([...document.querySelectorAll("details")].at(-1)).toBe(group);
  expect(screen.getByRole("link", { name: /^Findings/ }).textContent).toBe("Findings1 error or warning");
  expect(screen.getByText("1 error and 1 note")).toBeTruthy();
});

test("ten thousand findings of a rule cost some hundred nodes, are counted, and found by words", async () => {
  await openFindings(Array.from({ length: 10_000 }, (_, at) => taken(`v${at}`)));
  const nodes = () => document.querySelectorAll("*").length;
  const group = (await screen.findByText("VPC: VLAN of another VPC")).closest("details") as HTMLElement;
  expect(group.textContent).toContain("10,000 findings");
  const folded = nodes();
  await userEvent.click(within(group).getByText("VPC: VLAN of another VPC"));
  const [first] = within(group).getAllByRole("listitem");
  expect(first?.getAttribute("aria-setsize")).toBe("10000");
  expect(nodes() - folded).toBeLessThan(500);
  await userEvent.type(within(group).getByRole("searchbox", { name: "Find among them" }), "vpcs/v777. 1002");
  expect(await within(group).findByText("1 of 10,000 findings")).toBeTruthy();
  expect(within(group).getAllByRole("listitem")).toHaveLength(1);
  expect(within(group).getByRole("link", { name: "VPC/v777" })).toBeTruthy();
});

test("in a long list the keys go from finding to finding, and Enter leads to its line", async () => {
  const server = await openFindings(Array.from({ length: 120 }, (_, at) => taken(`v${at}`)));
  server.on("GET /fabrics/env/resources/VPC/default/v1", () => new Promise<object>(() => {}));
  await userEvent.click(await screen.findByText("VPC: VLAN of another VPC"));
  screen.getByRole("region", { name: "Findings of vpc-vlan-other" }).focus();
  await userEvent.keyboard("jj");
  const current = document.querySelector("main li[aria-current=true]") as HTMLElement;
  expect(within(current).getByRole("link", { name: "VPC/v1" })).toBeTruthy();
  await userEvent.keyboard("{Enter}");
  expect(window.location.pathname + window.location.search).toBe(
    "/fabrics/env/resources/VPC/default/v1?tab=yaml&fileline=12",
  );
});

test("no findings is said of what was read, and not of a fabric that never was", async () => {
  await openFindings([], { resources: 7 });
  expect(await screen.findByText("No findings")).toBeTruthy();
  expect(screen.getByText(/The 7 resources of env were checked/)).toBeTruthy();
});

test("a fabric that was never read has nothing to say", async () => {
  await openFindings([], { commit: null });
  expect(await screen.findByText("Nothing was read yet")).toBeTruthy();
  expect(screen.queryByText("No findings")).toBeNull();
});

test("a file that does not parse leads to its text at its line, and from there to its host where that is known", async () => {
  const broken = { path: "env/a.yaml", line: 3, column: 1, severity: "error", rule: "syntax", message: "is not YAML" };
  const commit = "4f2a000000000000000000000000000000000000";
  const server = serve()
    .on("GET /me", VIEWER)
    .on("GET /fabrics", items(fabric({ commit })))
    .on("GET /fabrics/env", fabric({ commit }))
    .on("GET /repositories", items({ name: "network", url: "git@github.com:acme/network.git" }))
    .on("GET /fabrics/env/findings", items(broken, { ...broken, path: "env/notes.txt" }))
    .on("GET /fabrics/env/file", { text: "a: {\n" });
  await openPage(server, "/fabrics/env?tab=findings");
  expect(await screen.findByText(/^env\/a\.yaml: is not YAML/)).toBeTruthy();
  await userEvent.click(await screen.findByRole("button", { name: "env/a.yaml:3" }));
  const dialog = await screen.findByRole("dialog", { name: "env/a.yaml" });
  expect(dialog.textContent).toContain("Line 3: is not YAML");
  const place = await within(dialog).findByRole("link", { name: "at 4f2a000000" });
  expect(place.getAttribute("href")).toBe(`https://github.com/acme/network/blob/${commit}/env/a.yaml#L3`);
  expect(server.of("GET /fabrics/env/file")[0]?.query.get("commit")).toBe(commit);
  // what is not YAML is never read, so that there is nothing to show
  expect(screen.queryByRole("button", { name: /notes/ })).toBeNull();
});
