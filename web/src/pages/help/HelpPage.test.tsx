import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { openPage, serve } from "~/test/page";

test("a link in the documentation leads to its page within the application", async () => {
  const router = await openPage(serve(), "/help");
  expect(await screen.findByRole("heading", { level: 1, name: "Documentation" })).toBeTruthy();
  const list = await screen.findByRole("table");
  await userEvent.click(within(list).getByRole("link", { name: "merging" }));
  expect(await screen.findByRole("heading", { level: 2, name: "Policies" })).toBeTruthy();
  expect(router.state.location.pathname).toBe("/help/merging");
  await userEvent.click(
    within(screen.getByRole("navigation", { name: "On this page" })).getByRole("link", { name: "Policies" }),
  );
  expect(router.state.location.hash).toBe("policies");
});

test("what is searched for is found in all pages, and leads to its section", async () => {
  const router = await openPage(serve(), "/help/drift");
  await userEvent.type(await screen.findByRole("searchbox"), "sealing key");
  const results = await screen.findByRole("region", { name: "Results" });
  await userEvent.click(await within(results).findByRole("link", { name: "Credentials: The sealing key" }));
  expect(await screen.findByRole("heading", { level: 2, name: "The sealing key" })).toBeTruthy();
  expect(router.state.location.href).toBe("/help/credentials#the-sealing-key");
});

test("a page that is not there leads to all pages", async () => {
  await openPage(serve(), "/help/nothing");
  expect(await screen.findByText(/has no page nothing/)).toBeTruthy();
  expect(screen.getByRole("link", { name: "All pages" }).getAttribute("href")).toBe("/help");
});

test("a page of the application leads to what explains it", async () => {
  const router = await openPage(serve(), "/settings");
  await userEvent.click(await screen.findByRole("link", { name: "Help: passwords, sessions and tokens" }));
  expect(await screen.findByRole("heading", { level: 2, name: "Passwords, sessions, tokens" })).toBeTruthy();
  expect(router.state.location.href).toBe("/help/people#passwords-sessions-tokens");
});
