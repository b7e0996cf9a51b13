import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { PolicyFileView, PolicyView } from "~/api/types";
import { fabric, somebody, VIEWER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

const POLICY = "GET /fabrics/env/policy";
const ACCEPT = "POST /fabrics/env/policy/accept";
const DISMISS = "POST /fabrics/env/policy/dismiss";
const TRY = "POST /fabrics/env/policy/try";
const AT = "/fabrics/env?tab=policy";
const MANAGER = somebody("mia", "read", "edit", "resolve", "manage");

const WAITING: PolicyFileView = {
  path: ".hedgerow/env.toml",
  state: "waiting",
  id: "b1",
  brought: { commit: "0123456789abcdef", by: "Ada", at: 1_000 },
  policy: { rules: [{ name: "teams", take: "git" }] },
  difference: { rules: [{ change: "added", after: { name: "teams", take: "git" } }] },
};
const view = (file: PolicyFileView, revision = 1, more: Partial<PolicyView> = {}): PolicyView => ({
  fabric: "env",
  revision,
  policy: {},
  used: [],
  file,
  ...more,
});
const tagged = (shown: PolicyView) => () => Response.json(shown, { headers: { etag: `"${shown.revision}"` } });

function withFile(file = WAITING): FakeServer {
  return serve()
    .on("GET /me", MANAGER)
    .on("GET /fabrics", items(fabric()))
    .on("GET /fabrics/env", fabric())
    .on(POLICY, tagged(view(file)))
    .on(TRY, { decided: 2, left: 0, agree: 0, differ: 0, more: false, conflicts: [] });
}

const panel = async () => within(await screen.findByRole("region", { name: "Policy in the repository" }));

test("what waits is shown with who brought it and what is different, tried, and accepted as it was looked at", async () => {
  const server = withFile();
  await openPage(server, AT);
  const shown = await panel();
  expect(shown.getByText(/in the repository has another policy, which waits/)).toBeTruthy();
  expect(shown.getByText(/Brought by Ada in commit/)).toBeTruthy();
  expect(within(shown.getByRole("list", { name: "What is different with it" })).getByText("new")).toBeTruthy();
  await userEvent.click(await shown.findByRole("button", { name: "Try and accept" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Accept the policy of the repository?" }));
  expect(await dialog.findByText(/It would decide 2 of 2 conflicts/)).toBeTruthy();
  const after = view({ ...WAITING, state: "agrees", difference: {} }, 2, { settled: { decided: 2, left: 0 } });
  server.on(ACCEPT, tagged(after)).on(POLICY, tagged(after));
  await userEvent.click(dialog.getByRole("button", { name: "Accept policy" }));
  expect(await screen.findByText(/It decided 2 open conflicts/)).toBeTruthy();
  expect(server.sent(ACCEPT)).toEqual({ id: "b1" });
  expect(server.of(ACCEPT)[0]?.headers.get("if-match")).toBe('"1"');
});

test("a file that changes while it is looked at is not accepted unseen", async () => {
  const server = withFile();
  await openPage(server, AT);
  await userEvent.click(await (await panel()).findByRole("button", { name: "Try and accept" }));
  const dialog = within(await screen.findByRole("dialog"));
  server.on(ACCEPT, () => refused(412, "policy-file-moved", "it has changed"));
  server.on(POLICY, tagged(view({ ...WAITING, id: "b2" })));
  await userEvent.click(dialog.getByRole("button", { name: "Accept policy" }));
  expect(await dialog.findByText(/the file or the policy changed/)).toBeTruthy();
  expect((dialog.getByRole("button", { name: "Accept policy" }) as HTMLButtonElement).disabled).toBe(true);
  await userEvent.click(dialog.getByRole("button", { name: "Look at what it is now" }));
  await userEvent.click(dialog.getByRole("button", { name: "Accept policy" }));
  await waitFor(() => expect(server.sent(ACCEPT)).toEqual({ id: "b2" }));
});

test("what waits is dismissed, and can still be accepted", async () => {
  const server = withFile();
  await openPage(server, AT);
  const button = await (await panel()).findByRole("button", { name: "Dismiss" });
  const dismissed = view({ ...WAITING, state: "dismissed", dismissed: { by: "Mia", at: 2_000 } });
  server.on(DISMISS, tagged(dismissed)).on(POLICY, tagged(dismissed));
  await userEvent.click(button);
  expect(await screen.findByText(/Dismissed by Mia/)).toBeTruthy();
  expect(server.sent(DISMISS)).toEqual({ id: "b1" });
  expect((await panel()).getByRole("button", { name: "Try and accept" })).toBeTruthy();
  expect((await panel()).queryByRole("button", { name: "Dismiss" })).toBeNull();
});

test("each mistake of a file is told with its line, and nothing is offered", async () => {
  const { policy: _, difference: __, ...rest } = WAITING;
  const broken: PolicyFileView = {
    ...rest,
    state: "unreadable",
    problems: [{ line: 3, column: 8, message: "`take`: `theirs` is not an outcome of a policy" }],
  };
  await openPage(withFile(broken), AT);
  const shown = await panel();
  expect(shown.getByText(/is not understood/)).toBeTruthy();
  expect(shown.getByText(/Line 3, column 8/)).toBeTruthy();
  expect(shown.queryByRole("button")).toBeNull();
});

test("a person who may not write it looks and tries", async () => {
  await openPage(withFile().on("GET /me", VIEWER), AT);
  const shown = await panel();
  expect(await shown.findByRole("button", { name: "Try" })).toBeTruthy();
  expect(shown.queryByRole("button", { name: "Dismiss" })).toBeNull();
  await userEvent.click(shown.getByRole("button", { name: "Try" }));
  const dialog = within(await screen.findByRole("dialog", { name: "The policy of the repository" }));
  expect(dialog.queryByRole("button", { name: "Accept policy" })).toBeNull();
});

test("the file and the commit that brought it lead to their page at the host, a mistake to its line", async () => {
  const commit = "0123456789abcdef";
  const file = {
    ...WAITING,
    state: "unreadable" as const,
    problems: [{ line: 3, column: 8, message: "no such word" }],
  };
  const server = withFile(file).on("GET /repositories", items({ name: "network", url: "git@github.com:acme/net.git" }));
  await openPage(server, AT);
  const shown = await panel();
  const at = (line = "") => `https://github.com/acme/net/blob/${commit}/${file.path}${line}`;
  const href = async (name: string | RegExp) => (await shown.findByRole("link", { name })).getAttribute("href");
  expect(await href(file.path)).toBe(at());
  expect(await href(`${file.path}:3`)).toBe(at("#L3"));
  expect(await href(/open commit 0123456/)).toBe(`https://github.com/acme/net/commit/${commit}`);
});
