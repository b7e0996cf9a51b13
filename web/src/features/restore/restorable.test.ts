import { expect, test } from "vitest";
import { isRestorable } from "./restorable";

test("a resource is restored to an entry that has it and is not how it is now", () => {
  for (const what of ["added", "changed", "moved", "moved and changed", "commented out", "uncommented"]) {
    expect(isRestorable({ what }, false), what).toBe(true);
    expect(isRestorable({ what }, true), what).toBe(false);
  }
  expect(isRestorable({ what: "deleted" }, false)).toBe(false);
});
