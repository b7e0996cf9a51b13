import { expect, test } from "vitest";
import type { ReferrerView } from "~/api/types";
import { lossOf, referenceCount } from "./references";

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

test("what was not read yet is unknown and not none", () => {
  const unknown = { references: [], referenced_by: [], referenced_by_state: "unknown" as const };
  expect(referenceCount(unknown)).toBeUndefined();
  expect(lossOf(unknown)).toMatch(/not known yet/);
});

test("a resource that nothing refers to can go without a word", () => {
  expect(referenceCount(known([]))).toBe(0);
  expect(lossOf(known([]))).toBeUndefined();
});

test("those who refer to it are named, the first five", () => {
  expect(lossOf(known(["a"]))).toBe("1 reference to it would point to nothing: VPCAttachment/a.");
  const many = lossOf(known(["a", "b", "c", "d", "e", "f"]));
  expect(many).toMatch(/^6 references to it would point to nothing: .*VPCAttachment\/e …\.$/);
  expect(many).not.toMatch(/\/f/);
});
