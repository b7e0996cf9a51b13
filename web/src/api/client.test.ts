import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answer, rememberCsrf, whenLoggedOut } from "./client";

const loggedOut = vi.fn();

beforeEach(() => {
  rememberCsrf("of the first session");
  whenLoggedOut(loggedOut);
});
afterEach(() => {
  loggedOut.mockClear();
  rememberCsrf(undefined);
  whenLoggedOut(() => {});
});

/** A request that is answered when the test says so. */
function asked(path = "/api/v1/changes") {
  let give = (_: { response: Response; error: unknown }) => {};
  const waiting = new Promise<{ response: Response; error: unknown }>((resolve) => {
    give = resolve;
  });
  const refused = answer(waiting).catch(() => "refused");
  return async (status: number) => {
    const response = Response.json({ title: "no" }, { status });
    Object.defineProperty(response, "url", { value: `http://localhost${path}` });
    give({ response, error: { title: "no" } });
    expect(await refused).toBe("refused");
  };
}

test("an answer that nobody is logged in ends the session", async () => {
  await asked()(401);
  expect(loggedOut).toHaveBeenCalledOnce();
});

test.each([
  ["another refusal", asked, 403],
  ["a refused log-in", () => asked("/api/v1/session"), 401],
  ["a refused setup", () => asked("/api/v1/setup"), 401],
])("%s does not", async (_, ask, status) => {
  await ask()(status);
  expect(loggedOut).not.toHaveBeenCalled();
});

test("an answer about the session before does not end the one that began since", async () => {
  const before = asked();
  rememberCsrf("of the second session");
  await before(401);
  expect(loggedOut).not.toHaveBeenCalled();
  await asked()(401);
  expect(loggedOut).toHaveBeenCalledOnce();
});
