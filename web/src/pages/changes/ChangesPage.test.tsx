import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { change, clash, fabric } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { items } from "~/test/server";

test("a change that breaks a rule together with another one is marked in the list, with words", async () => {
  const server = serve().on("GET /fabrics", items(fabric()));
  server.on("GET /changes", items(change({ clashes: [clash()] }), change({ id: "0199", change: "labs" })));
  await openPage(server, "/changes");
  const words = "Together with change storage by Bob Example it breaks VPC: subnet of another VPC.";
  expect((await screen.findAllByTitle(words)).length).toBe(1);
});
