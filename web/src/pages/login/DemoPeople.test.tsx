import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { App } from "~/app/App";
import { makeQueries } from "~/app/queries";
import { makeRouter } from "~/app/routes";
import { serve } from "~/test/page";

afterEach(() => vi.unstubAllGlobals());

/** Before the log-in nobody listens to events: `openPage` would wait for that. */
function openLogIn(setup: object) {
  serve().on("GET /setup", setup);
  window.history.replaceState(null, "", "/login");
  const queries = makeQueries();
  render(<App queries={queries} router={makeRouter(queries)} />);
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

test("no other server says who is there", async () => {
  openLogIn({ needed: false });
  expect(await screen.findByText(/An administrator creates accounts/)).toBeTruthy();
  expect(screen.queryByText(/This is a demo/)).toBeNull();
});
