import { expect, test } from "vitest";
import { resource } from "~/test/fixtures";
import { actionsFor } from "./actions";

test("only what fits all that are selected is offered", () => {
  const live = resource("web");
  const off = resource("lab", { state: "commented out" });
  expect(actionsFor([live, live])).toEqual(["comment-out", "delete"]);
  expect(actionsFor([off, off])).toEqual(["uncomment", "delete"]);
  expect(actionsFor([live, off])).toEqual(["delete"]);
});
