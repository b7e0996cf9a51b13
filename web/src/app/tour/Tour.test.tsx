import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import type { Tour, TourStep } from "~/api/types";
import { ADMIN } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";

const step = (title: string, done: boolean): TourStep => ({
  direction: "from git",
  title,
  done,
  text: `How: ${title}`,
  commands: `git push # ${title}`,
  page: "/changes",
  page_title: "Watch the changes",
});

const tour = (id: string, ...done: boolean[]): Tour => ({
  id,
  clone: "git clone file:///d/r.git hedgerow-demo",
  steps: done.map((is, at) => step(`step ${at + 1}`, is)),
});

const demo = () => serve().on("GET /me", { ...ADMIN, tour: true });

beforeEach(() => localStorage.setItem("hedgerow.tour.folded", "false"));

const panel = () => screen.findByRole("region", { name: "Tour of the demo" });

test("the tour follows to every page, at the first step that was not done", async () => {
  const router = await openPage(demo().on("GET /tour", tour("1", true, false, false)), "/settings");
  expect(within(await panel()).getByText("1 of 3 steps is done.")).toBeTruthy();
  expect(screen.getByText("How: step 2")).toBeTruthy();
  expect(screen.getByText("git push # step 2")).toBeTruthy();
  await userEvent.click(within(await panel()).getByRole("button", { name: "step 3" }));
  expect(screen.getByText("How: step 3")).toBeTruthy();
  await userEvent.click(screen.getByRole("link", { name: "Watch the changes" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/changes"));
  expect(screen.getByText("How: step 3")).toBeTruthy();
});

test("it leaves a page its room until it is opened", async () => {
  localStorage.removeItem("hedgerow.tour.folded");
  await openPage(demo().on("GET /tour", tour("1", false)), "/settings");
  expect(within(await panel()).getByText(/Next: step 1\./)).toBeTruthy();
  expect(screen.queryByText("How: step 1")).toBeNull();
  await userEvent.click(within(await panel()).getByRole("button", { name: "Tour" }));
  expect(screen.getByText("How: step 1")).toBeTruthy();
});

test("a step gets its tick when the server says that it was done, and not from a click", async () => {
  let done = false;
  await openPage(
    demo().on("GET /tour", () => tour("1", done)),
    "/settings",
  );
  const one = within(await panel()).getByRole("button", { name: /^step 1/ });
  await userEvent.click(one);
  expect(one.closest("li")?.dataset.done).toBe("false");
  expect(
    screen.getByText(/ticked once the server sees it, with the names and values that are given here/),
  ).toBeTruthy();
  done = true;
  await waitFor(() => expect(one.closest("li")?.dataset.done).toBe("true"), { timeout: 6000 });
  expect(screen.queryByText(/ticked once/)).toBeNull();
});

test("folded it says what comes next; closed it stays away until the documentation brings it back", async () => {
  const router = await openPage(demo().on("GET /tour", tour("1", false)), "/settings");
  await userEvent.click(within(await panel()).getByRole("button", { name: "Tour" }));
  expect(screen.queryByText("How: step 1")).toBeNull();
  expect(within(await panel()).getByText(/Next: step 1\./)).toBeTruthy();
  await userEvent.click(within(await panel()).getByRole("button", { name: "Close the tour for good" }));
  expect(screen.queryByRole("region", { name: "Tour of the demo" })).toBeNull();
  await router.navigate({ to: "/help" });
  await userEvent.click(await screen.findByRole("button", { name: "Show the tour of the demo" }));
  expect(await panel()).toBeTruthy();
});

test("what was done in another demo at the same address is not done in this one", async () => {
  localStorage.setItem("hedgerow.tour.done", JSON.stringify({ tour: "an earlier one", titles: ["step 1"] }));
  await openPage(demo().on("GET /tour", tour("1", false)), "/settings");
  expect(
    within(await panel())
      .getByRole("button", { name: "step 1" })
      .closest("li")?.dataset.done,
  ).toBe("false");
});

test("a server that is no demo is not asked for a tour", async () => {
  const server = serve();
  await openPage(server, "/settings");
  expect(await screen.findByRole("heading", { name: "Settings" })).toBeTruthy();
  expect(server.count("GET /tour")).toBe(0);
});
