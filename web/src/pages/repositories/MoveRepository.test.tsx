import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { MoveView, RepositoryView } from "~/api/types";
import { PUBLISHER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

const PREVIEW = "POST /repositories/network/place/preview";
const MOVE = "POST /repositories/network/place";
const OLD = "https://old.example.net/network.git";
const NEW = "https://new.example.net/network.git";

const NETWORK: RepositoryView = { name: "network", url: OLD, branch: "main", fabrics: ["env", "lab"], queues: [] };

const view = (more: Partial<MoveView> = {}): MoveView => ({
  from: OLD,
  to: NEW,
  there: false,
  same_remote: false,
  head: "main=c9",
  fabrics: ["env", "lab"].map((fabric) => ({
    fabric,
    branch: "main",
    history: "continues",
    drafts: 1,
    reopened: 0,
  })),
  ...more,
});

function withRepository(): FakeServer {
  return serve()
    .on("GET /repositories", items(NETWORK))
    .on(
      "GET /credentials",
      items({ name: "deploy", kind: "token", source: "sealed", state: "works", repositories: [] }),
    );
}

async function openMove() {
  await userEvent.click(await screen.findByRole("button", { name: "More for network" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Move to another URL" }));
  return within(await screen.findByRole("dialog", { name: "Move repository network" }));
}

async function preview(dialog: Awaited<ReturnType<typeof openMove>>, url = NEW) {
  await userEvent.clear(dialog.getByLabelText("URL"));
  await userEvent.type(dialog.getByLabelText("URL"), url);
  await userEvent.click(dialog.getByRole("button", { name: "Preview move" }));
}

test("a repository is moved to the URL and credential that were previewed, fabric by fabric", async () => {
  const server = withRepository().on(PREVIEW, view()).on(MOVE, view());
  await openPage(server, "/repositories");
  const dialog = await openMove();
  await userEvent.selectOptions(dialog.getByLabelText("Credential"), "deploy");
  await preview(dialog);
  for (const name of ["env", "lab"]) {
    const fabric = await dialog.findByRole("region", { name });
    expect(fabric.textContent).toContain("1 draft is kept, with the text it is based on.");
  }
  await userEvent.click(dialog.getByRole("button", { name: "Move repository network" }));
  expect(await screen.findByText(/^network has moved to .*, with 2 drafts\.$/)).toBeTruthy();
  expect(server.sent(MOVE)).toEqual({ url: NEW, credential: "deploy", previewed: "main=c9" });
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("one fabric that cannot be read there stops the move of all, and is named", async () => {
  const server = withRepository();
  const [env, lab] = view().fabrics as [MoveView["fabrics"][number], MoveView["fabrics"][number]];
  server.on(PREVIEW, view({ fabrics: [env, { ...lab, obstacle: "directory `lab` does not exist on branch `main`" }] }));
  await openPage(server, "/repositories");
  const dialog = await openMove();
  await preview(dialog);
  expect(await dialog.findByText("lab cannot be moved there")).toBeTruthy();
  expect(dialog.queryByText("env cannot be moved there")).toBeNull();
  expect(dialog.queryByRole("button", { name: "Move repository network" })).toBeNull();
});

test("another spelling of the same remote changes the URL only, and says so", async () => {
  const server = withRepository().on(PREVIEW, view({ same_remote: true }));
  await openPage(server, "/repositories");
  const dialog = await openMove();
  await preview(dialog);
  expect(await dialog.findByText(/^It is the same remote/)).toBeTruthy();
  expect(dialog.queryByRole("region", { name: "env" })).toBeNull();
  expect(dialog.getByRole("button", { name: "Move repository network" })).toBeTruthy();
});

test("closed without moving, the dialog gives the focus back to where it was opened", async () => {
  await openPage(withRepository(), "/repositories");
  await openMove();
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("button", { name: "More for network" })));
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("at the same URL there is nothing to move", async () => {
  const server = withRepository().on(PREVIEW, view({ to: OLD, there: true, same_remote: true, head: "", fabrics: [] }));
  await openPage(server, "/repositories");
  const dialog = await openMove();
  await userEvent.click(dialog.getByRole("button", { name: "Preview move" }));
  expect(await dialog.findByText(/There is nothing to move\.$/)).toBeTruthy();
  expect(dialog.queryByRole("button", { name: "Move repository network" })).toBeNull();
});

test("a URL with a password is not sent, and one that is refused stays to be corrected", async () => {
  const server = withRepository().on(PREVIEW, () =>
    refused(409, "refused", "this repository is connected already, as `archive`"),
  );
  await openPage(server, "/repositories");
  const dialog = await openMove();
  await preview(dialog, "https://me:secret@new.example.net/network.git");
  expect(dialog.getByText(/there is a password in it/)).toBeTruthy();
  expect(server.count(PREVIEW)).toBe(0);
  await preview(dialog);
  expect((await dialog.findByRole("alert")).textContent).toContain("connected already");
  expect((dialog.getByLabelText("URL") as HTMLInputElement).value).toBe(NEW);
});

test("who does not administer the server is offered nothing of it", async () => {
  await openPage(withRepository().on("GET /me", PUBLISHER), "/repositories");
  await screen.findByRole("heading", { name: "network" });
  expect(screen.queryByRole("button", { name: "More for network" })).toBeNull();
});
