import { expect, test } from "vitest";
import type { ReferrerView } from "~/api/types";
import { referenceCount } from "./references";

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
});

test("references are counted both ways", () => {
  expect(referenceCount(known([]))).toBe(0);
  expect(referenceCount(known(["a", "b"]))).toBe(2);
});
