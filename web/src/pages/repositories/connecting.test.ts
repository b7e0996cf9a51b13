import { expect, test } from "vitest";
import { ProblemError } from "~/api/problem";
import { connectFailure } from "./connecting";

test.each([
  [
    "the remote was not reached: check the host's name and the network; it is tried again automatically",
    "the remote was not reached: check the host's name and the network",
  ],
  ["it timed out, and it is tried again automatically", "it timed out"],
  ["the credential was rejected", "the credential was rejected"],
])("of a repository that is not connected, nothing is promised: %s", (detail, said) => {
  // said twice the same: nothing is remembered from one failure to the next
  for (const _ of [1, 2]) {
    expect((connectFailure(new ProblemError(502, "not connected", detail)) as ProblemError).detail).toBe(said);
  }
});
