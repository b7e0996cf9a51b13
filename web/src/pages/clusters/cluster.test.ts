import { expect, test } from "vitest";
import type { ClusterView, HeldView } from "~/api/types";
import { clustersSentence, heldWords, loginWords, wayOf } from "./cluster";

const LAB: ClusterView = {
  name: "lab",
  server: "https://10.0.0.1:6443",
  login: "token",
  state: "works",
  fabrics: ["env"],
  created_at: 1,
  created_by: "ada",
  revision: 1,
};

const HELD: HeldView = {
  fabric: "env",
  namespace: "default",
  held: 45,
  missing: [],
  missing_to_apply: [],
  incomplete: false,
};

test("one sentence tells which cluster has a problem", () => {
  expect(clustersSentence([])).toBe("No cluster is added.");
  expect(clustersSentence([LAB])).toBe("1 cluster: it answers.");
  expect(clustersSentence([LAB, { ...LAB, name: "dc-1", state: "failed" }])).toBe("2 clusters: dc-1 has a problem.");
  expect(clustersSentence([{ ...LAB, state: "untested" }])).toBe("1 cluster: 1 not asked yet.");
});

test("what is missing is told apart: to follow, and to re-apply", () => {
  expect(heldWords(HELD)).toEqual({
    tone: "sync",
    words: "All 45 permissions are held, to follow it and to re-apply.",
  });
  expect(heldWords({ ...HELD, missing_to_apply: ["update vpcs"] })).toMatchObject({
    tone: "drift",
    words: "It can be followed; to re-apply, 1 permission is missing.",
  });
  const missing = heldWords({ ...HELD, held: 3, missing: ["list vpcs", "watch vpcs"], incomplete: true });
  expect(missing.tone).toBe("conflict");
  expect(missing.words).toBe(
    "2 permissions missing to follow it, 3 held. The cluster did not tell all that it allows.",
  );
});

test("a login that this page does not know is told as it is", () => {
  expect(loginWords(LAB)).toBe("asked with a token");
  expect(loginWords({ login: "exec" })).toBe("asked with what a program of the server's machine gives");
  expect(loginWords({ login: "ticket" })).toBe("asked with ticket");
});

test("what a test found no longer holds once the login was exchanged", () => {
  expect(wayOf(LAB)).not.toBe(wayOf({ ...LAB, rotated_at: 5 }));
});
