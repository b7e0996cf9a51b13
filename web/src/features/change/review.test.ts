import { expect, test } from "vitest";
import { ADMIN, EDITOR, PUBLISHER } from "~/test/fixtures";
import { reviewLabel } from "./review";

test("the way to a change promises publishing only to those who may, and when nothing is left to decide", () => {
  const env = { conflicts: 0, fabric: "env" };
  expect(reviewLabel(env, PUBLISHER)).toBe("Review and publish");
  expect(reviewLabel(env, ADMIN)).toBe("Review and publish");
  expect(reviewLabel({ ...env, conflicts: 2 }, PUBLISHER)).toBe("Review");
  expect(reviewLabel(env, EDITOR)).toBe("Review");
  expect(reviewLabel({ ...env, fabric: "other" }, PUBLISHER)).toBe("Review");
});
