import { expect, test } from "vitest";
import { emailProblem, loginProblem, nameProblem, passwordProblem, repeatProblem } from "./account";

test("what the server would refuse is told while it is typed", () => {
  expect(["ada", "Ada.L", "ada@example.org", "0x"].map(loginProblem)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(["", "-x", "a b", "ä"].every((login) => loginProblem(login) !== undefined)).toBe(true);
  expect(nameProblem("李雷")).toBeUndefined();
  expect(nameProblem("...")).toBeDefined();
  expect(nameProblem("A <a@b>")).toBeDefined();
  expect(emailProblem("root@localhost")).toBeUndefined();
  expect(["ada", "@x", "a@", "a b@c"].every((email) => emailProblem(email) !== undefined)).toBe(true);
});

test("a password says how much is missing", () => {
  expect(passwordProblem("correct horse")).toBeUndefined();
  expect(passwordProblem("correct")).toBe("5 more characters are needed");
  expect(repeatProblem("a", "b")).toBe("is not the same");
});
