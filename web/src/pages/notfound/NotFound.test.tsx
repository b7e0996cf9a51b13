import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openPage, serve } from "~/test/page";
import { refused } from "~/test/server";

const none = () => refused(404, "not found", "there is none", "not-found");

test.each([
  ["/nowhere/at/all", "No page has the address /nowhere/at/all", [], "Open overview"],
  [
    "/fabrics/gone",
    "Fabric gone does not exist",
    // asked for beside it
    ["GET /fabrics/gone", "GET /fabrics/gone/resources", "GET /fabrics/gone/last-commits"],
    "Show fabrics",
  ],
  ["/fabrics/gone/new", "Fabric gone does not exist", ["GET /fabrics/gone", "GET /fabrics/gone/kinds"], "Show fabrics"],
  [
    "/fabrics/gone/resources/VPC/default/web",
    "Fabric gone does not exist",
    ["GET /fabrics/gone", "GET /fabrics/gone/resources/VPC/default/web"],
    "Show fabrics",
  ],
  [
    "/changes/gone",
    "Change gone does not exist",
    ["GET /changes/gone", "GET /changes/gone/diff"],
    "Show finished changes",
  ],
  ["/conflicts/12", "Conflict 12 does not exist", ["GET /conflicts/12/set"], "Show open conflicts"],
  ["/conflicts/x", "Conflict x does not exist", [], "Show open conflicts"],
  ["/runs/12", "Run 12 does not exist", ["GET /runs/12"], "Show activity"],
  ["/runs/x", "Run x does not exist", [], "Show activity"],
])("%s says inside the frame what is not there, and the way on", async (address, title, asked, way) => {
  const server = serve();
  for (const what of asked) server.on(what, none);
  await openPage(server, address);
  expect(await screen.findByRole("heading", { level: 1, name: title })).toBeTruthy();
  expect(screen.getByRole("link", { name: way })).toBeTruthy();
  expect(screen.getAllByRole("navigation", { name: "Places" }).length).toBeGreaterThan(0);
  expect(screen.getByRole("button", { name: "Search or run" })).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
});
