import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { App } from "~/app/App";
import { makeQueries } from "~/app/queries";
import { makeRouter } from "~/app/routes";
import { ADMIN } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, refused } from "~/test/server";
import { forgetPassword, knownPassword, rememberPassword } from "./demoPassword";

afterEach(() => vi.unstubAllGlobals());

/** Before the log-in nobody listens to events: `openPage` would wait for that. */
function openLogIn(setup: object): FakeServer {
  const server = serve().on("GET /setup", setup);
  window.history.replaceState(null, "", "/login");
  const queries = makeQueries();
  render(<App queries={queries} router={makeRouter(queries)} />);
  return server;
}

test("on a demo its people can be picked, and the password is typed", async () => {
  const people = [
    { login: "ada", name: "Ada Field", role: "admin", about: "also does all the rest" },
    { login: "vera", name: "Vera Lane", role: "viewer", about: "sees everything of the fabric" },
  ];
  openLogIn({ needed: false, demo: people });
  const vera = await screen.findByRole("button", { name: /Vera Lane/ });
  expect(vera.textContent).toContain("Viewer: sees everything of the fabric.");
  await userEvent.click(vera);
  expect(screen.getByLabelText<HTMLInputElement>("Login").value).toBe("vera");
  expect(document.activeElement).toBe(screen.getByLabelText("Password"));
  await userEvent.click(await screen.findByRole("button", { name: /Ada Field/ }));
  expect(screen.getByLabelText<HTMLInputElement>("Login").value).toBe("ada");
});

test("once the password was typed, the next person is logged in by one click; one that no longer fits is typed", async () => {
  const people = [
    { login: "ada", name: "Ada Field", role: "admin", about: "also does all the rest" },
    { login: "vera", name: "Vera Lane", role: "viewer", about: "sees everything of the fabric" },
  ] as const;
  rememberPassword(people, { login: "ada", password: "shared" });
  openLogIn({ needed: false, demo: people }).on("POST /session", () => refused(401, "Not logged in", "wrong password"));
  await userEvent.click(await screen.findByRole("button", { name: /Vera Lane/ }));
  await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>("Login").value).toBe("vera"));
  expect(knownPassword()).toBeUndefined();
  rememberPassword(people, { login: "ada", password: "shared" });
  openLogIn({ needed: false, demo: people }).on("POST /session", ADMIN);
  await userEvent.click((await screen.findAllByRole("button", { name: /Vera Lane/ })).at(-1) as HTMLElement);
  await waitFor(() => expect(window.location.pathname).toBe("/"));
  forgetPassword();
});

test("no other server says who is there", async () => {
  openLogIn({ needed: false });
  expect(await screen.findByText(/An administrator creates accounts/)).toBeTruthy();
  expect(screen.queryByText(/This is a demo/)).toBeNull();
});

test("after a log-out the people of a demo are there, however late the server answers", async () => {
  const people = [{ login: "ada", name: "Ada Field", role: "admin", about: "also does all the rest" }];
  let answerNow = () => {};
  const waits = new Promise<void>((go) => {
    answerNow = go;
  });
  const server = serve().on("DELETE /session", null);
  server.on("GET /setup", async () => {
    await waits;
    return { needed: false, demo: people };
  });
  const router = await openPage(server, "/changes");
  await userEvent.click(screen.getByRole("button", { name: /account and appearance/ }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Log out" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/login"));
  await waitFor(() => expect(server.count("GET /setup")).toBe(1));
  await screen.findByLabelText("Password");
  await new Promise((rest) => setTimeout(rest, 0));
  answerNow();
  expect(await screen.findByRole("button", { name: /Ada Field/ })).toBeTruthy();
});
