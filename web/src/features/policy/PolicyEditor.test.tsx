import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { Policy, PolicyView } from "~/api/types";
import { ADMIN, conflict, EDITOR, fabric, somebody } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

const POLICY = "GET /fabrics/env/policy";
const PUT = "PUT /fabrics/env/policy";
const TRY = "POST /fabrics/env/policy/try";
const MANAGER = somebody("mia", "read", "edit", "resolve", "manage");
const RULES: Policy = {
  rules: [
    { name: "texts", path: "**.description", take: "newest" },
    { name: "vlans", kind: "VPC", path: "spec.subnets.*.vlan", take: "git" },
  ],
};
const view = (policy: Policy, revision = 1, more: Partial<PolicyView> = {}): PolicyView => ({
  fabric: "env",
  revision,
  policy,
  used: [{ rule: "vlans", times: 12 }],
  everywhere: { rules: [{ name: "rest", take: "manual" }] },
  ...more,
});
const tagged = (shown: PolicyView) => () => Response.json(shown, { headers: { etag: `"${shown.revision}"` } });

function withPolicy(shown = view(RULES)): FakeServer {
  return serve()
    .on("GET /me", MANAGER)
    .on("GET /fabrics", items(fabric()))
    .on("GET /fabrics/env", fabric())
    .on(POLICY, tagged(shown))
    .on(TRY, {
      decided: 1,
      left: 1,
      agree: 0,
      differ: 1,
      more: false,
      conflicts: [
        {
          conflict: conflict("spec.subnets.default.vlan", { state: "resolved", decision: { take: "draft" } }),
          decision: { take: "git" },
          rule: { rule: "vlans" },
          agrees: false,
        },
        { conflict: conflict("spec.mtu", { id: 8 }), why: "no rule is about it" },
      ],
    });
}

const AT = "/fabrics/env?tab=policy";
const rules = async () => within(await screen.findByRole("list", { name: "Rules" })).getAllByRole("listitem");

test("each rule is one sentence with how often it decided, and what holds for all stands below", async () => {
  await openPage(withPolicy(), AT);
  const [texts, vlans] = await rules();
  expect(texts?.textContent).toContain("**.description of any kind: the newer value holds.");
  expect(vlans?.textContent).toContain("12 decided in 30 days");
  expect(screen.getByText("Any field of any kind: a person decides.")).toBeTruthy();
});

test("an edited policy is tried before it is saved, and saved with the tag of what was looked at", async () => {
  const server = withPolicy();
  await openPage(server, AT);
  expect(await screen.findByText(/It would decide 1 of 2 conflicts/)).toBeTruthy();
  const grip = screen.getByRole("button", { name: /^Move texts/ });
  grip.focus();
  await userEvent.keyboard("{Alt>}{ArrowDown}{/Alt}");
  await userEvent.click(screen.getByRole("checkbox", { name: "texts is on" }));
  const moved = { rules: [RULES.rules?.[1], { ...RULES.rules?.[0], off: true }], owners: [] };
  await waitFor(() => expect(server.sent(TRY)).toEqual({ policy: moved }));
  expect(server.count(PUT)).toBe(0);
  server.on(PUT, tagged(view(moved as Policy, 2, { settled: { decided: 3, left: 2 } })));
  server.on(POLICY, tagged(view(moved as Policy, 2)));
  await userEvent.click(screen.getByRole("button", { name: "Save policy" }));
  expect(await screen.findByText(/It decided 3 open conflicts and left 2 conflicts to people/)).toBeTruthy();
  expect(server.sent(PUT)).toEqual(moved);
  expect(server.of(PUT)[0]?.headers.get("if-match")).toBe('"1"');
});

test("a lost race is told, and nothing that was edited is lost", async () => {
  const server = withPolicy();
  await openPage(server, AT);
  await userEvent.click(await screen.findByRole("button", { name: "Remove rule texts" }));
  server.on(PUT, () => refused(412, "moved", "the policy was written since"));
  server.on(POLICY, tagged(view({ rules: [{ name: "theirs", take: "draft" }] }, 2)));
  await userEvent.click(screen.getByRole("button", { name: "Save policy" }));
  expect(await screen.findByText(/Another person has saved this policy since you began/)).toBeTruthy();
  expect((await rules()).length).toBe(1);
  expect((await rules())[0]?.textContent).toContain("vlans");
  server.on(PUT, tagged(view({ rules: [RULES.rules?.[1] as never] }, 3, { settled: { decided: 0, left: 0 } })));
  await userEvent.click(screen.getByRole("button", { name: "Keep mine, to save over theirs" }));
  await userEvent.click(await screen.findByRole("button", { name: "Save policy" }));
  await waitFor(() => expect(server.of(PUT)[1]?.headers.get("if-match")).toBe('"2"'));
});

test("a rule is added, and a name that another one has is refused at once", async () => {
  const server = withPolicy();
  await openPage(server, AT);
  await userEvent.click(await screen.findByRole("button", { name: "Add rule" }));
  const dialog = await screen.findByRole("dialog", { name: "Add rule" });
  const name = within(dialog).getByRole("textbox", { name: "Name of the rule" });
  await userEvent.clear(name);
  await userEvent.type(name, "vlans");
  expect(within(dialog).getByText("Another rule has this name.")).toBeTruthy();
  await userEvent.type(name, "-2");
  await userEvent.click(within(dialog).getByRole("button", { name: "Add rule" }));
  expect((await rules()).length).toBe(3);
});

test("how much drift matters is said, tried and saved with the policy", async () => {
  const server = withPolicy();
  await openPage(server, AT);
  await userEvent.click(await screen.findByRole("button", { name: "Add severity" }));
  const dialog = await screen.findByRole("dialog", { name: "Add severity" });
  await userEvent.type(within(dialog).getByRole("textbox", { name: "Field" }), "spec.vlan");
  await userEvent.selectOptions(within(dialog).getByLabelText("How it drifted"), "missing");
  expect(within(dialog).getByRole("button", { name: "Add severity" })).toHaveProperty("disabled", true);
  await userEvent.selectOptions(within(dialog).getByLabelText("How it drifted"), "differs");
  await userEvent.click(within(dialog).getByRole("button", { name: "Add severity" }));
  const severities = [{ path: "spec.vlan", standing: "differs", severity: "error" }];
  await waitFor(() => expect(server.sent(TRY)).toMatchObject({ policy: { severities } }));
  const list = await screen.findByRole("list", { name: "Severity of drift" });
  expect(list.textContent).toContain("Drift of spec.vlan of any kind that differs is an error.");
});

test("past conflicts are narrowed to those that people decided otherwise", async () => {
  await openPage(withPolicy(), AT);
  const list = await screen.findByRole("list", { name: "Its decision on each conflict" });
  expect(within(list).getAllByRole("listitem").length).toBe(2);
  await userEvent.selectOptions(screen.getByLabelText("Which conflicts"), "differs");
  expect(
    within(screen.getByRole("list", { name: "Its decision on each conflict" })).getAllByRole("listitem").length,
  ).toBe(1);
});

test("what a rule decided is taken back until there is no more", async () => {
  const server = withPolicy();
  let round = 0;
  server.on("POST /fabrics/env/policy/undo", () => {
    round += 1;
    return { reopened: [round], refused: [], more: round < 3 };
  });
  await openPage(server, AT);
  await userEvent.click(await screen.findByRole("button", { name: "Undo what vlans decided" }));
  await userEvent.click(await screen.findByRole("button", { name: "Undo decisions" }));
  expect(await screen.findByText("3 conflicts are open again.")).toBeTruthy();
  expect(server.sent("POST /fabrics/env/policy/undo")).toEqual({ rule: "vlans" });
});

test("who may not write a policy reads it, and is told why", async () => {
  await openPage(withPolicy().on("GET /me", EDITOR), AT);
  expect(await screen.findByText(/You may read this policy, but not write it/)).toBeTruthy();
  expect((await rules()).length).toBe(2);
  for (const name of ["Add rule", /^Move/, /^Edit/, /^Remove/, /^Undo/]) {
    expect(screen.queryByRole("button", { name })).toBeNull();
  }
});

test("the policy for all fabrics is tried in the place of the one that is saved, behind what a fabric says itself", async () => {
  const server = withPolicy().on("GET /me", ADMIN);
  server.on("GET /policy", tagged(view({ rules: [{ name: "rest", take: "manual" }] }, 1)));
  await openPage(server, "/policies");
  expect(await screen.findByText("1 rule decides conflicts of all fabrics without a person.")).toBeTruthy();
  await waitFor(() =>
    expect(server.sent(TRY)).toEqual({ everywhere: { rules: [{ name: "rest", take: "manual" }], owners: [] } }),
  );
  await userEvent.click(await screen.findByRole("button", { name: "Remove rule rest" }));
  await waitFor(() => expect(server.sent(TRY)).toEqual({ everywhere: { rules: [], owners: [] } }));
});
