// @vitest-environment jsdom
import { expect, test } from "vitest";
import { codeIn, hideCode } from "./code";

test("the code is read from the fragment", () => {
  expect(codeIn("#code=Ab-12_3")).toBe("Ab-12_3");
  expect(codeIn("")).toBe("");
  expect(codeIn("#other=1")).toBe("");
});

test("the code does not stay in the address bar", () => {
  history.replaceState(null, "", "/setup#code=secret-code");
  hideCode();
  expect(location.href).not.toContain("secret-code");
  expect(location.pathname).toBe("/setup");
});
