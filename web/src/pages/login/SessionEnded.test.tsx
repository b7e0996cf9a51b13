import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { sessionBegan } from "~/lib/ended";
import { ADMIN, change, fabric } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { items, refused } from "~/test/server";

afterEach(sessionBegan);

const over = () => refused(401, "not authorised", "a bearer token or a session is needed", "unauthorised");

test("behind the log-in dialog nothing is said of tokens, and what failed is asked again", async () => {
  const { whenLoggedOut } = await import("~/api/client");
  const { sessionEnded } = await import("~/lib/ended");
  whenLoggedOut(sessionEnded);
  let isOver = true;
  const server = serve().on("GET /fabrics", items(fabric()));
  server.on("GET /changes", () => (isOver ? over() : items(change())));
  server.on("POST /session", () => {
    isOver = false;
    return ADMIN;
  });
  await openPage(server, "/changes");
  const dialog = await screen.findByRole("dialog", { name: "Your session ended" });
  expect(document.body.textContent).not.toContain("bearer");
  expect(screen.queryByText(/not authorised/i)).toBeNull();
  await userEvent.type(within(dialog).getByLabelText("Password"), "long enough 1");
  await userEvent.click(within(dialog).getByRole("button", { name: "Log in" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(await screen.findByRole("link", { name: "bigger web" })).toBeTruthy();
  whenLoggedOut(() => {});
});
