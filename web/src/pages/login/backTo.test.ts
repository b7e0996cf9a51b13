import { expect, test } from "vitest";
import { backTo } from "./backTo";

test("a log-in leads back to where one was", () => {
  expect(backTo("/fabrics/dc-1?filter=kind:vpc#x")).toBe("/fabrics/dc-1?filter=kind:vpc#x");
});

test("no address leads out of the application, or back to the log-in", () => {
  for (const asked of [
    undefined,
    "",
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:x",
    "/a\\b",
    "/\t/evil.example",
    "/login",
    "/login?to=/x",
    "/setup#code=1",
  ]) {
    expect(backTo(asked), String(asked)).toBe("/");
  }
  expect(backTo("/logins")).toBe("/logins");
});
