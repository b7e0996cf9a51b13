import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { keys } from "../keys";
import { asDrafted, markDrafted } from "./drafted";

const id = (name: string) => ({ fabric: "env", kind: "VPC", namespace: "default", name });

test("what was in sync is a draft at once; what is wrong in another way stays so", () => {
  expect(asDrafted({ data: { state: "in sync", name: "web" }, etag: "e" })).toEqual({
    data: { state: "draft", name: "web" },
    etag: "e",
  });
  const conflict = { data: { state: "conflict" } };
  expect(asDrafted(conflict)).toBe(conflict);
  expect(asDrafted(undefined)).toBeUndefined();
});

test("only the resources that were drafted, and what is known of them in detail", () => {
  const queries = new QueryClient();
  const state = (key: readonly unknown[]) => queries.getQueryData<{ data: { state: string } }>(key)?.data.state;
  for (const key of [keys.resource(id("web")), keys.resource(id("lab")), keys.history(id("web"))])
    queries.setQueryData(key, { data: { state: "in sync" } });
  markDrafted(queries, { fabric: "env", names: ["VPC/web"] });
  expect([state(keys.resource(id("web"))), state(keys.resource(id("lab"))), state(keys.history(id("web")))]).toEqual([
    "draft",
    "in sync",
    "in sync",
  ]);
});
