import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { EDITOR, fabric, VIEWER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

const TOKEN = {
  id: 3,
  name: "nightly backup",
  scopes: ["read", "edit"],
  fabrics: ["env"],
  created_at: 1,
  expires_at: Date.now() + 86_400_000,
  used_at: null,
};

function withTokens(...tokens: object[]): FakeServer {
  return serve()
    .on("GET /me", EDITOR)
    .on("GET /fabrics", items(fabric()))
    .on("GET /me/tokens", items(...tokens));
}

const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));
const dialog = () => screen.findByRole("dialog");

test("without a token, the page says what one is for", async () => {
  await openPage(withTokens(), "/settings?tab=tokens");
  expect(await screen.findByText("No token yet")).toBeTruthy();
  expect(screen.getByText("export HEDGEROW_TOKEN=hgr_…")).toBeTruthy();
});

test("somebody can give a token what they may themselves, in the server's words; seeing comes with it", async () => {
  await openPage(withTokens(), "/settings?tab=tokens");
  await press("Create a token");
  const scopes = within(await dialog()).getByRole("group", { name: "What it may do" });
  await within(scopes).findByRole("checkbox", { name: "Words for read" });
  const offered = within(scopes).getAllByRole<HTMLInputElement>("checkbox");
  expect(offered.map((box) => box.labels?.[0]?.textContent)).toEqual([
    "Words for read",
    "Words for edit",
    "Words for resolve",
  ]);
  expect(offered.map((box) => [box.checked, box.disabled])).toEqual([
    [true, true],
    [false, false],
    [false, false],
  ]);
});

test("a viewer's token sees, and nothing else can be given", async () => {
  await openPage(withTokens().on("GET /me", VIEWER), "/settings?tab=tokens");
  await press("Create a token");
  const scopes = within(await dialog()).getByRole("group", { name: "What it may do" });
  await within(scopes).findByRole("checkbox");
  expect(within(scopes).getAllByRole("checkbox")).toHaveLength(1);
});

test("a token without a name, or for too long, is not asked for", async () => {
  const server = withTokens();
  await openPage(server, "/settings?tab=tokens");
  await press("Create a token");
  const form = within(await dialog());
  await userEvent.click(form.getByRole("button", { name: "Create token" }));
  expect(form.getByText("a name is needed: what it is for")).toBeTruthy();
  await userEvent.type(form.getByLabelText("Name"), "backup");
  await userEvent.clear(form.getByLabelText("Expires in days"));
  await userEvent.type(form.getByLabelText("Expires in days"), "400");
  await userEvent.click(form.getByRole("button", { name: "Create token" }));
  expect(form.getByText("from 1 to 366")).toBeTruthy();
  expect(server.count("POST /me/tokens")).toBe(0);
});

test("a token is shown once, and is nowhere on the page afterwards", async () => {
  const server = withTokens().on("POST /me/tokens", { ...TOKEN, token: "hgr_secret" });
  await openPage(server, "/settings?tab=tokens");
  await press("Create a token");
  const form = within(await dialog());
  await userEvent.type(form.getByLabelText("Name"), " nightly backup ");
  await userEvent.click(await form.findByRole("checkbox", { name: "Words for edit" }));
  await userEvent.click(form.getByRole("checkbox", { name: "env" }));
  server.on("GET /me/tokens", items(TOKEN));
  await userEvent.click(form.getByRole("button", { name: "Create token" }));
  expect(await screen.findByText("hgr_secret")).toBeTruthy();
  expect(server.sent("POST /me/tokens")).toEqual({
    name: "nightly backup",
    scopes: ["read", "edit"],
    expires_in_days: 90,
    fabrics: ["env"],
  });
  await press("Done");
  expect(await screen.findByText("May words for read and words for edit in env.")).toBeTruthy();
  expect(document.body.textContent).not.toContain("hgr_secret");
});

test("revoking is asked for first; a failure leaves the token and says why", async () => {
  const server = withTokens(TOKEN).on("DELETE /me/tokens/3", () => refused(500, "the server failed", "see its log"));
  await openPage(server, "/settings?tab=tokens");
  await press("Revoke token");
  const asked = within(await dialog());
  expect(server.count("DELETE /me/tokens/3")).toBe(0);
  await userEvent.click(asked.getByRole("button", { name: "Revoke token" }));
  expect((await asked.findByRole("alert")).textContent).toContain("See its log.");
  server.on("DELETE /me/tokens/3", () => {
    server.on("GET /me/tokens", items());
    return null;
  });
  await userEvent.click(asked.getByRole("button", { name: "Revoke token" }));
  expect(await screen.findByText("No token yet")).toBeTruthy();
});

test("a token that expired says so, and is removed rather than revoked", async () => {
  await openPage(withTokens({ ...TOKEN, expires_at: 2 }), "/settings?tab=tokens");
  expect(await screen.findByText("expired")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Remove token" })).toBeTruthy();
  await waitFor(() => expect(screen.queryByRole("button", { name: "Revoke token" })).toBeNull());
});
