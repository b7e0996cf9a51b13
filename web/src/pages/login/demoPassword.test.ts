import { afterEach, expect, test } from "vitest";
import { forgetPassword, knownPassword, rememberPassword } from "./demoPassword";

afterEach(forgetPassword);

const ada = { login: "ada", name: "Ada", role: "admin", about: "" } as const;

test("the password is kept of a person of the demo only, until it is forgotten", () => {
  rememberPassword([], { login: "ada", password: "p" });
  expect(knownPassword()).toBeUndefined();
  rememberPassword([ada], { login: "own", password: "p" });
  expect(knownPassword()).toBeUndefined();
  rememberPassword([ada], { login: "ada", password: "p" });
  expect(knownPassword()).toBe("p");
  forgetPassword();
  expect(knownPassword()).toBeUndefined();
});
