import { expect, test } from "vitest";
import type { FilterView } from "~/api/types";
import {
  filterNameProblem,
  filtersOf,
  hrefOfFilter,
  isSameQuery,
  listWords,
  queryIn,
  queryWords,
  withQuery,
} from "./pages";

function filter(name: string, more: Partial<FilterView> = {}): FilterView {
  const saved = { saved_by: "Ada", saved_at: 1, revision: 1, shared: false };
  return { id: 1, name, page: "resources", fabric: "env", query: { q: "kind:vpc" }, ...saved, ...more };
}

test("of an address only what filters the list is saved, and the rest stays where it is applied", () => {
  expect(queryIn("changes", { q: "ada", state: "finished", new: "1", fabric: "" })).toEqual({
    q: "ada",
    state: "finished",
  });
  expect(withQuery("rules", { tab: "rules", q: "old" }, { q: "vlan" })).toEqual({ tab: "rules", q: "vlan" });
  expect(withQuery("changes", { q: "old", state: "finished" }, { fabric: "env" })).toEqual({ fabric: "env" });
  expect(isSameQuery({ q: "a" }, { q: "a" })).toBe(true);
  expect(isSameQuery({ q: "a" }, { q: "a", fabric: "env" })).toBe(false);
});

test("each leads to its list with the filter in the address", () => {
  expect(hrefOfFilter(filter("x"))).toBe("/fabrics/env?q=kind%3Avpc");
  expect(hrefOfFilter(filter("x", { page: "rules" }))).toBe("/fabrics/env?tab=rules&q=kind%3Avpc");
  const audit = filter("x", { page: "audit", fabric: null, query: { action: "draft.save" } });
  expect(hrefOfFilter(audit)).toBe("/audit?action=draft.save");
  expect(listWords(filter("x"))).toBe("resources of env");
  expect(listWords(audit)).toBe("audit");
});

test("a list has its own and the shared ones, by name", () => {
  const all = [filter("b"), filter("a"), filter("ours", { shared: true }), filter("other", { fabric: "lab" })];
  const { own, shared } = filtersOf(all, { page: "resources", fabric: "env" });
  expect(own.map(({ name }) => name)).toEqual(["a", "b"]);
  expect(shared.map(({ name }) => name)).toEqual(["ours"]);
  expect(filtersOf(all, { page: "changes" }).own).toEqual([]);
});

test("what it says is told in one line, and its name is one", () => {
  expect(queryWords({ fabric: "env", q: "kind:vpc" })).toBe("kind:vpc · fabric env");
  expect(filterNameProblem(" ")).toBeDefined();
  expect(filterNameProblem("x".repeat(101))).toBeDefined();
  expect(filterNameProblem("My VPCs")).toBeUndefined();
});
