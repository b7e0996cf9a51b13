import { expect, test } from "vitest";
import type { ReferrerView } from "~/api/types";
import { hasNone, referrerCount } from "./references";

const by = (name: string): ReferrerView => ({
  group: "vpc.githedgehog.com",
  kind: "VPCAttachment",
  namespace: "default",
  name,
  field: "spec.subnet",
});

const known = (names: string[]) => ({
  references: [],
  referenced_by: names.map(by),
  referenced_by_state: "known" as const,
});

const TARGET = { group: "", kind: "IPv4Namespace", namespace: "default", name: "default", field: "spec.ipv4Namespace" };

test("what was not read yet is unknown and not none", () => {
  const unknown = { references: [], referenced_by: [], referenced_by_state: "unknown" as const };
  expect(referrerCount(unknown)).toBeUndefined();
  expect(hasNone(unknown)).toBe(false);
});

test("each resource that refers to it counts once, and what it refers to does not", () => {
  expect(referrerCount(known([]))).toBe(0);
  expect(referrerCount({ ...known(["a", "b", "a"]), references: [TARGET as never] })).toBe(2);
  expect(hasNone(known([]))).toBe(true);
  expect(hasNone({ ...known([]), references: [TARGET as never] })).toBe(false);
});
