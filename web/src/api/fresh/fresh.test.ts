import { QueryClient } from "@tanstack/react-query";
import { afterEach, expect, test, vi } from "vitest";
import { fabric, resource } from "~/test/fixtures";
import { keys } from "../keys";
import type { FabricView } from "../types";
import { refreshFabric, withFabric } from "./fabric";
import { withCommits, withRows } from "./rows";

const LIST = [resource("api"), resource("lab", { namespace: "lab" }), resource("web")];

test("rows that were asked for are as they are now, all others the very same", () => {
  const now = resource("web", { state: "draft" });
  const rows = withRows(LIST, ["VPC/web"], [now]);
  expect(rows).toEqual([LIST[0], LIST[1], now]);
  expect(rows[0]).toBe(LIST[0]);
});

test("one that was asked for and not answered is gone, one of another namespace is not", () => {
  expect(withRows(LIST, ["VPC/lab", "VPC/api"], []).map((row) => row.name)).toEqual(["lab", "web"]);
  expect(withRows(LIST, ["VPC/lab/lab"], []).map((row) => row.name)).toEqual(["api", "web"]);
});

test("a new one stands where the server would have it, kinds before names", () => {
  const rows = withRows(LIST, ["VPC/b", "Connection/z"], [resource("b"), resource("z", { kind: "Connection" })]);
  expect(rows.map(({ kind, name }) => `${kind}/${name}`)).toEqual([
    "Connection/z",
    "VPC/api",
    "VPC/b",
    "VPC/lab",
    "VPC/web",
  ]);
});

test("two groups may share a name: each is a row of its own", () => {
  const other = resource("web", { group: "example.com" });
  const rows = withRows([...LIST, other], ["VPC/web"], [other]);
  expect(rows.map(({ group, name }) => `${name}.${group}`)).toEqual([
    "api.vpc.githedgehog.com",
    "lab.vpc.githedgehog.com",
    "web.example.com",
  ]);
});

test("who touched a file last is known of all that stands in it", () => {
  const last = { by: "Ada", at: 2, commit: "c2" };
  const known = { "env/api.yaml": { by: "Bob", at: 1, commit: "c1" } };
  expect(withCommits(known, [resource("web", { changed: last })])).toEqual({ ...known, "env/web.yaml": last });
  expect(withCommits(known, [resource("web")])).toBe(known);
});

test("one fabric of the list is as it is now", () => {
  const now = fabric({ drafts: 2 });
  expect(withFabric([fabric(), fabric({ fabric: "other" })], now)).toEqual([now, fabric({ fabric: "other" })]);
});

afterEach(() => vi.unstubAllGlobals());

test("an answer that was on its way when news came is not taken for the news", async () => {
  const answers: ((view: FabricView) => void)[] = [];
  const fetched = () => new Promise<FabricView>((answer) => answers.push(answer)).then((view) => Response.json(view));
  vi.stubGlobal("fetch", vi.fn(fetched));
  const queries = new QueryClient();
  queries.setQueryData(keys.fabrics, [fabric({ drafts: 1 })]);
  const drafts = () => queries.getQueryData<FabricView[]>(keys.fabrics)?.[0]?.drafts;
  const first = refreshFabric(queries, "env");
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  const second = refreshFabric(queries, "env");
  answers[0]?.(fabric({ drafts: 2 }));
  await first;
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.(fabric({ drafts: 3 }));
  await second;
  expect(drafts()).toBe(3);
});
