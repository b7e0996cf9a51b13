/** The page of a conflict where the cluster is a party. */
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { ConflictSet, ConflictView } from "~/api/types";
import { noBaseWords } from "~/features/conflict/withCluster";
import { change, conflict, draftWithCluster, EDITOR, fabric, gitWithCluster, PUBLISHER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

const VLAN = "spec.subnets.default.vlan";
const RESULT = { diff: "", git: "vlan: 1001\n", text: "vlan: 1001\n", left: 1, broken: [] };
const RESOLVE = "POST /conflicts/7/resolve";

function withSet(open: ConflictView[], more: Partial<ConflictSet> = {}): FakeServer {
  const set = { conflict: open[0] ?? more.resolved?.[0], open, resolved: [], needs: "resolve", ...more };
  return serve()
    .on("GET /me", PUBLISHER)
    .on("GET /fabrics", items(fabric()))
    .on("GET /fabrics/env", fabric())
    .on("GET /fabrics/env/resources/VPC.vpc.githedgehog.com/default/web/blame", { commit: "4f2a", items: [] })
    .on("GET /fabrics/env/resources/VPC/default/web", () => refused(404, "not found", "no text"))
    .on("GET /changes/bigger web", change())
    .on("POST /conflicts/7/result", RESULT)
    .on("POST /conflicts/8/result", RESULT)
    .on("POST /conflicts/7/resolve", open[0] ?? null)
    .on("POST /conflicts/8/resolve", open[1] ?? null)
    .on("GET /conflicts/7/set", set);
}

const rowOf = (path: string) => screen.findByRole("group", { name: new RegExp(`^${path}`) });
const labels = (row: HTMLElement) =>
  within(row)
    .getAllByRole("radio")
    .map((radio) => (radio as HTMLInputElement).labels?.[0]?.textContent);
const radio = (row: HTMLElement, name: string) => within(row).getByRole<HTMLInputElement>("radio", { name });

test("a draft's conflict with the cluster has four sides and another value, each by its key", async () => {
  const server = withSet([draftWithCluster(VLAN)]);
  await openPage(server, "/conflicts/7");
  const row = await rowOf(VLAN);
  expect(labels(row)).toEqual(["Git", "draft", "cluster", "base", "other"]);
  expect(row.textContent).toContain("1400");
  expect(row.textContent).toMatch(/kubectl-edit, .*in cluster lab/);
  expect(screen.getByText(/1 field differs between/).textContent).toContain("and cluster lab");
  expect(await screen.findByText("1 conflict left; nothing is published before all are decided.")).toBeTruthy();
  for (const [key, label] of ["Git", "draft", "cluster", "base", "other"].entries()) {
    await userEvent.keyboard(String(key + 1));
    expect(radio(row, label).checked).toBe(true);
  }
  // another value has the focus once it is chosen; Escape leads back to the keys
  await waitFor(() => expect(document.activeElement).toBe(within(row).getByRole("textbox")));
  await userEvent.keyboard("{Escape}3{Enter}");
  await waitFor(() => expect(server.sent(RESOLVE)).toEqual({ take: "cluster" }));
});

test("between Git and the cluster no outcome is asked for: both sides are shown as they would be", async () => {
  const server = withSet([gitWithCluster(VLAN)], { needs: "apply" });
  await openPage(server, "/conflicts/7");
  const row = await rowOf(VLAN);
  expect(labels(row)).toEqual(["Git", "cluster", "base", "other"]);
  expect(screen.getByText(/1 field differs between Git and cluster lab/)).toBeTruthy();
  const outcome = screen.getByRole("region", { name: "Outcome" });
  expect(outcome.textContent).toContain("1400 now");
  await userEvent.keyboard("2");
  expect(outcome.textContent).toContain("1300 once “From the cluster” is published");
  await userEvent.keyboard("1");
  expect(outcome.textContent).toContain("1300 has yet to follow");
  expect(server.count("POST /conflicts/7/result")).toBe(0);
});

test("the change in which Git takes the cluster's value is the one that is named", async () => {
  const server = withSet([gitWithCluster(VLAN)], { needs: "apply" });
  await openPage(server, "/conflicts/7");
  const row = await rowOf(VLAN);
  await userEvent.type(screen.getByLabelText("Change in which Git takes it (optional)"), "night shift");
  expect(row.textContent).toContain("by a draft in the change “night shift”");
  await userEvent.click(radio(row, "cluster"));
  await userEvent.click(screen.getByRole("button", { name: "Apply choice" }));
  await waitFor(() => expect(server.sent(RESOLVE)).toEqual({ take: "cluster", change: "night shift" }));
});

test("of a whole resource Git's side or the cluster's is taken, and nothing is typed", async () => {
  const whole = gitWithCluster("", { conflict: "edit/delete", cluster: null, git: { vlan: 1 }, base: { vlan: 2 } });
  await openPage(withSet([whole], { needs: "apply" }), "/conflicts/7");
  const row = await rowOf("the whole resource");
  expect(labels(row)).toEqual(["Git", "cluster"]);
  expect(within(row).queryByRole("textbox")).toBeNull();
  await userEvent.keyboard("3");
  expect(screen.getByText("1 left")).toBeTruthy();
});

test("what the cluster is to have is decided by those who may apply", async () => {
  const server = withSet([gitWithCluster(VLAN)], { needs: "apply" }).on("GET /me", EDITOR);
  await openPage(server, "/conflicts/7");
  expect(await screen.findByText("This takes the role publisher in env.")).toBeTruthy();
  expect(radio(await rowOf(VLAN), "cluster").disabled).toBe(true);
  expect(screen.queryByLabelText("Change in which Git takes it (optional)")).toBeNull();
});

test("one side for all is chosen where a row has it", async () => {
  const server = withSet([draftWithCluster(VLAN), conflict("spec.mtu", { id: 8 })]);
  await openPage(server, "/conflicts/7");
  const [mtu, vlan] = [await rowOf("spec.mtu"), await rowOf(VLAN)];
  expect(screen.getByText(/2 fields differ between/).textContent).toContain(", Git and cluster lab");
  await userEvent.keyboard("1b");
  const dialog = await screen.findByRole("dialog", { name: "Choose one side for 2 rows" });
  await userEvent.click(within(dialog).getByRole("radio", { name: "cluster (in 1 of 2 rows)" }));
  await userEvent.keyboard("{Enter}");
  expect(radio(vlan, "cluster").checked).toBe(true);
  expect(radio(mtu, "Git").checked).toBe(true);
});

const DECIDED = gitWithCluster(VLAN, { state: "resolved", decision: { take: "cluster" }, decided_by: "Paula" });
const TEXTS = { fields: [], findings: [], conflicts: [], references: [], referred_by: [] };
const ways = () =>
  screen
    .getAllByRole("link")
    .map((link) => [link.textContent, link.getAttribute("href")])
    .filter(([text]) => text?.match(/^(Review and publish|Next: |Show drift)/));

test("the last decision leads to the change in which Git takes it, which is the one that was named", async () => {
  const server = withSet([gitWithCluster(VLAN)], { needs: "apply" }).on(RESOLVE, DECIDED);
  await openPage(server, "/conflicts/7");
  const row = await rowOf(VLAN);
  await userEvent.type(screen.getByLabelText("Change in which Git takes it (optional)"), "night shift");
  await userEvent.click(radio(row, "cluster"));
  server.on("GET /conflicts/7/set", { conflict: DECIDED, open: [], resolved: [DECIDED], needs: "apply", others: 0 });
  await userEvent.click(screen.getByRole("button", { name: "Apply choice" }));
  expect(await screen.findByText(/A draft in the change “night shift” has what Git takes/)).toBeTruthy();
  expect(ways()).toEqual([["Review and publish night shift", "/changes/night%20shift"]]);
});

test("opened later, it leads to the change that drafts the resource; another conflict comes first", async () => {
  const drafts = [{ change: "From the cluster", updated_at: 2 }];
  const other = gitWithCluster("spec.mtu", { id: 9, name: "storage" });
  const server = withSet([], { resolved: [DECIDED], needs: "apply", next: other }).on(
    "GET /fabrics/env/resources/VPC/default/web",
    { ...TEXTS, drafts },
  );
  await openPage(server, "/conflicts/7");
  expect(await screen.findByText(/A draft in the change “From the cluster”/)).toBeTruthy();
  expect(ways()).toEqual([
    ["Next: VPC storage", "/conflicts/9"],
    ["Review and publish From the cluster", "/changes/From%20the%20cluster"],
  ]);
});

test("where Git's value holds there is no change to publish: it leads to what the cluster has yet to get", async () => {
  const resolved = [{ ...DECIDED, decision: { take: "git" as const } }];
  const server = withSet([], { resolved, needs: "apply" });
  await openPage(server, "/conflicts/7");
  expect(await screen.findByText("Git's value holds; the cluster has yet to follow.")).toBeTruthy();
  expect(ways()).toEqual([["Show drift of env", "/fabrics/env?tab=drift"]]);
  expect(server.count("GET /fabrics/env/resources/VPC/default/web")).toBe(0);
});

test("a side without a base says whether both agreed that it is absent, or never agreed", async () => {
  const of = (agreed: boolean | undefined) =>
    gitWithCluster(VLAN, {
      base: null,
      parties: [{ party: "cluster", cluster: "lab", ...(agreed === undefined ? {} : { agreed }) }],
    });
  expect(noBaseWords(of(true))).toBe("absent: both agreed on that");
  expect(noBaseWords(of(false))).toBe("none: Git and the cluster never agreed on this resource");
  expect(noBaseWords(of(undefined))).toBe("no value that both had");
  await openPage(withSet([of(true)], { needs: "apply" }), "/conflicts/7");
  expect((await rowOf(VLAN)).textContent).toContain("absent: both agreed on that");
});

test("a decision between Git and the cluster is taken back", async () => {
  const server = withSet([], { resolved: [DECIDED], needs: "apply" }).on("POST /conflicts/7/reopen", DECIDED);
  await openPage(server, "/conflicts/7");
  expect(await screen.findByText(/Undoing a decision leaves its draft as it is/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: `Undo decision about ${VLAN}` }));
  await waitFor(() => expect(server.sent("POST /conflicts/7/reopen")).toEqual({}));
});
