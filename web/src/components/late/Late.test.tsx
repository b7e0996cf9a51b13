import { render, screen, waitFor } from "@testing-library/react";
import { lazy } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { late, page, reloadedAt } from "~/lib/late/late";
import { openPage, serve } from "~/test/page";
import { Late } from "./Late";

vi.mock("~/pages/activity/ActivityPage", () => {
  throw new Error("Unable to preload CSS for /assets/ActivityPage-1a2b.css");
});

beforeEach(() => sessionStorage.clear());

function watched(isAnswering: boolean) {
  vi.spyOn(page, "isAnswering").mockImplementation(async () => isAnswering);
  return vi.spyOn(page, "reload").mockImplementation(() => {});
}

function showMissing(beside = <p>the rest of the page</p>): void {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const Missing = lazy(late<{ default: () => null }>(() => Promise.reject(new Error("Failed to fetch"))));
  render(
    <>
      {beside}
      <Late meanwhile={<pre>the text</pre>}>
        <Missing />
      </Late>
    </>,
  );
}

test("a part that is missing leaves the rest, and the page is loaded anew once", async () => {
  const reload = watched(true);
  showMissing();
  await waitFor(() => expect(reload).toHaveBeenCalledTimes(1));
  expect(screen.getByText("the rest of the page")).toBeTruthy();
  expect(screen.getByText("the text")).toBeTruthy();
  expect(reloadedAt()).toBeGreaterThan(0);
});

test("while the server does not answer, the page says so and is not reloaded", async () => {
  const reload = watched(false);
  showMissing();
  expect(await screen.findByText(/The server does not answer/)).toBeTruthy();
  expect(reload).not.toHaveBeenCalled();
});

test("what is being filled in is not lost to a reload", async () => {
  const reload = watched(true);
  showMissing(
    <div role="dialog">
      <form />
    </div>,
  );
  expect(await screen.findByText(/save first what you typed/)).toBeTruthy();
  expect(reload).not.toHaveBeenCalled();
});

test("a page that does not load is said in plain words inside the frame, without the name of its file", async () => {
  const reload = watched(true);
  vi.spyOn(console, "error").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation(() => {});
  sessionStorage.setItem("hedgerow.reloaded", String(Date.now()));
  await openPage(serve(), "/activity");
  expect(await screen.findByText(/may have been upgraded/)).toBeTruthy();
  expect(screen.queryByText(/preload CSS/)).toBeNull();
  expect(screen.getAllByRole("navigation", { name: "Places" }).length).toBeGreaterThan(0);
  expect(reload).not.toHaveBeenCalled();
});
