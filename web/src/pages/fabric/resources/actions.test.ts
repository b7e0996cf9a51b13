import { expect, test } from "vitest";
import { resource } from "~/test/fixtures";
import { actionsFor, drafted } from "./actions";

test("only what fits all that are selected is offered", () => {
  const live = resource("web");
  const off = resource("lab", { state: "commented out" });
  expect(actionsFor([live, live])).toEqual(["comment-out", "delete"]);
  expect(actionsFor([off, off])).toEqual(["uncomment", "delete"]);
  expect(actionsFor([live, off])).toEqual(["delete"]);
});

test("what is drafted of each is told with its file, and with the change that edits it already", () => {
  expect(drafted("delete", resource("web", { path: "env/web.yaml", change: null }))).toBe("deleted from env/web.yaml");
  expect(drafted("comment-out", resource("web", { path: "env/web.yaml", change: "moves" }))).toBe(
    "put in comments in env/web.yaml; moves edits it already",
  );
  expect(drafted("delete", resource("web", { path: null, change: "moves" }))).toBe(
    "not in Git yet; moves edits it already",
  );
});
