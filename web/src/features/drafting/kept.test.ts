// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { changesKept, forget, keep, keptOf } from "./kept";

const web = { fabric: "f", kind: "VPC", namespace: "default", name: "web" };
const start = { text: "a: 1\n", revision: 2 };

beforeEach(() => sessionStorage.clear());

test("a text is kept by resource and change, and forgotten when asked", () => {
  keep(web, "pool/1", { start, text: "a: 2\n", at: 5 });
  expect(keptOf(web, "pool/1")).toEqual({ start, text: "a: 2\n", at: 5 });
  expect(keptOf(web, "other")).toBeUndefined();
  expect(keptOf({ ...web, name: "web2" }, "pool/1")).toBeUndefined();
  forget(web, "pool/1");
  expect(keptOf(web, "pool/1")).toBeUndefined();
});

test("the changes with kept texts are found, the latest first, and no other resource's", () => {
  keep(web, "a", { start, text: "x", at: 1 });
  keep(web, "b/c", { start, text: "y", at: 2 });
  keep({ ...web, name: "we" }, "d", { start, text: "z", at: 3 });
  expect(changesKept(web).map(({ change }) => change)).toEqual(["b/c", "a"]);
});

test("what something else wrote there is no text", () => {
  keep(web, "a", { start, text: "x", at: 1 });
  const key = sessionStorage.key(0) ?? "";
  sessionStorage.setItem(key, '{"text":1}');
  expect(keptOf(web, "a")).toBeUndefined();
  sessionStorage.setItem(key, "no JSON");
  expect(keptOf(web, "a")).toBeUndefined();
});

test("a full store is told, not thrown", () => {
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  expect(keep(web, "a", { start, text: "x", at: 1 })).toBe(false);
});
