import { render, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { meQuery } from "~/api/queries/me";
import { fabric, resource } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { items, refused } from "~/test/server";
import { App } from "./App";
import { askAhead, loadAhead } from "./ahead";
import { makeQueries } from "./queries";
import { makeRouter } from "./routes";

test("the rows of a fabric are asked for before anything of it is known", async () => {
  let answerFabric: (view: object) => void = () => {};
  const view = new Promise<object>((answer) => {
    answerFabric = answer;
  });
  const server = serve()
    .on("GET /fabrics/env", () => view)
    .on("GET /fabrics/env/last-commits", items())
    .on("GET /fabrics/env/resources", items(resource("web")));
  await openPage(server, "/fabrics/env");
  await waitFor(() => expect(server.count("GET /fabrics/env/resources")).toBe(1));
  answerFabric(fabric());
  await screen.findByRole("rowheader", { name: /\bweb$/ });
  expect(server.count("GET /fabrics/env")).toBe(1);
  expect(server.count("GET /fabrics/env/resources")).toBe(1);
});

test("another part of a fabric does not ask for them", async () => {
  const server = serve()
    .on("GET /fabrics/env", fabric())
    .on("GET /fabrics/env/kinds", items())
    .on("GET /fabrics/env/findings", items());
  await openPage(server, "/fabrics/env?tab=activity");
  await screen.findByRole("heading", { name: "env" });
  expect(server.count("GET /fabrics/env/resources")).toBe(0);
});

test("nothing of a page is asked for by somebody who is not logged in", async () => {
  const server = serve()
    .on("GET /me", () => refused(401, "Log in", "nobody is logged in", "unauthenticated"))
    .on("GET /setup", { needed: false });
  window.history.replaceState(null, "", "/fabrics/env");
  const queries = makeQueries();
  const router = makeRouter(queries);
  // as the page begins
  askAhead(queries, meQuery);
  loadAhead(router);
  render(<App queries={queries} router={router} />);
  await screen.findByLabelText("Password");
  expect(server.asked.filter(({ path }) => path.startsWith("/fabrics"))).toEqual([]);
});
