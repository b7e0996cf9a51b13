import { expect, test } from "vitest";
import { conflict } from "~/test/fixtures";
import { askedFor, fits, offered, stateOf } from "./narrow";

test("the server is asked for open ones of everybody, unless the address says otherwise", () => {
  expect(askedFor({}, "ada")).toEqual({ state: "open" });
  expect(askedFor({ state: "resolved", fabric: "env" }, "ada")).toEqual({ state: "resolved", fabric: "env" });
  expect(askedFor({ assignee: "me" }, "ada")).toEqual({ state: "open", assignee: "ada" });
  expect(askedFor({ assignee: "nobody" }, "ada")).toEqual({ state: "open", assignee: "" });
  expect(askedFor({ assignee: "bob" }, "ada")).toEqual({ state: "open", assignee: "bob" });
  expect(stateOf({ state: "nonsense" })).toBe("open");
});

test("change, kind and sort narrow what is there", () => {
  const one = conflict("spec.vlan");
  expect(fits({})(one)).toBe(true);
  expect(fits({ change: "bigger web", kind: "VPC", sort: "edit/edit" })(one)).toBe(true);
  expect(fits({ kind: "Switch" })(one)).toBe(false);
  expect(fits({ sort: "add/add" })(one)).toBe(false);
  expect(fits({ change: "other" })(one)).toBe(false);
});

test("what is chosen is offered even where nothing has it", () => {
  expect(offered(["VPC", "Switch", "VPC"], "Server")).toEqual(["Server", "Switch", "VPC"]);
  expect(offered([], undefined)).toEqual([]);
});
