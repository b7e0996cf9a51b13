import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  Outlet,
  RouterProvider,
} from "@tanstack/react-router";
import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { useAddressText } from "./useAddressText";

afterEach(() => void vi.useRealTimers());

function Page() {
  const [text, set] = useAddressText("q");
  return (
    <>
      <input aria-label="Filter" value={text} onChange={({ target }) => set(target.value)} />
      {["/a", "/b"].map((to) => (
        <Link key={to} to={to as never}>
          {to}
        </Link>
      ))}
      <Link to={"/a" as never} hash="part">
        part
      </Link>
      <Link to="." search={(before: object) => ({ ...before, kind: "VPC" }) as never}>
        facet
      </Link>
    </>
  );
}

/** A filter in which somebody types and then, before the typing rests, follows a link of that name. */
async function typedAndFollowed(link: string) {
  const root = createRootRoute({ component: Outlet });
  const page = createRoute({ getParentRoute: () => root, path: "/$page", component: Page });
  const history = createMemoryHistory({ initialEntries: ["/a"] });
  const router = createRouter({ routeTree: root.addChildren([page]), history });
  render(<RouterProvider router={router as never} />);
  const filter = await screen.findByRole<HTMLInputElement>("textbox", { name: "Filter" });
  vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ["setTimeout", "clearTimeout"] });
  fireEvent.change(filter, { target: { value: "leaf" } });
  fireEvent.click(screen.getByRole("link", { name: link }));
  await act(() => vi.advanceTimersByTimeAsync(1000));
  return { filter, href: () => router.state.location.href };
}

test.each([
  ["to another page", "/b", "/b"],
  ["to a part of the page", "part", "/a#part"],
  ["to the page itself", "/a", "/a"],
])("a link %s that is followed before the typing rests leads there, without what was typed", async (_, link, href) => {
  const left = await typedAndFollowed(link);
  await waitFor(() => expect([left.href(), left.filter.value]).toEqual([href, ""]));
});

test("another filter that is chosen before the typing rests is joined by what was typed", async () => {
  const left = await typedAndFollowed("facet");
  await waitFor(() => expect([left.href(), left.filter.value]).toEqual(["/a?kind=VPC&q=leaf", "leaf"]));
});
