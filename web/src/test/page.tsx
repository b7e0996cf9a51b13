/** Opens a page of the application as a browser would, against a server of the test. */
import { render, waitFor } from "@testing-library/react";
import { afterEach, expect, vi } from "vitest";
import { App } from "~/app/App";
import { makeQueries } from "~/app/queries";
import { makeRouter } from "~/app/routes";
import { FakeServer } from "./server";

let opened: { server: FakeServer; leave: () => void } | undefined;

afterEach(() => {
  const last = opened;
  opened = undefined;
  last?.leave();
  vi.unstubAllGlobals();
  localStorage.clear();
  sessionStorage.clear();
  last?.server.done();
});

/** A server that answers what every page asks for; a test adds what its page asks for. */
export function serve(): FakeServer {
  return new FakeServer();
}

/** Opens an address; the page listens to events when this is through. */
export async function openPage(server: FakeServer, path: string) {
  window.history.replaceState(null, "", path);
  const queries = makeQueries();
  const router = makeRouter(queries);
  const { unmount } = render(<App queries={queries} router={router} />);
  opened = {
    server,
    leave: () => {
      unmount();
      queries.clear();
    },
  };
  await waitFor(() => expect(server.isHeard).toBe(true));
  return router;
}
