import { expect, test } from "vitest";
import type { KindInCluster } from "~/api/types";
import { kindsSentence, notesOf, schemaWords, servedWords } from "./words";

const told = (more: Partial<KindInCluster> = {}): KindInCluster => ({
  cluster: "lab",
  definition: "used",
  versions: [
    { name: "v1beta1", served: true, stored: true },
    { name: "v1alpha2", served: true, stored: false, deprecated: "is deprecated: it goes" },
  ],
  since: 1,
  told_at: 2,
  ...more,
});

test("where a schema comes from", () => {
  expect(schemaWords({ origin: "built-in" })).toBe("built in");
  expect(schemaWords({ origin: "none" })).toBe("none");
  expect(schemaWords({ origin: "cluster", in_cluster: told() })).toBe("as cluster lab has it");
  expect(schemaWords({ origin: "none", in_cluster: told({ definition: "not-understood" }) })).toBe(
    "none: not understood in cluster lab",
  );
  expect(schemaWords({ origin: "given", in_cluster: told({ definition: "untold" }) })).toBe(
    "as the fabric was given it; cluster lab does not tell it",
  );
  expect(schemaWords({ origin: "built-in", in_cluster: told({ definition: "absent" }) })).toBe(
    "built in; not defined in cluster lab",
  );
});

test("which versions are served and stored", () => {
  expect(servedWords(told())).toBe("v1beta1 and v1alpha2 served, v1beta1 stored");
  expect(servedWords(told({ versions: [{ name: "v1", served: true }] }))).toBe("v1 served");
  expect(servedWords(told({ definition: "absent", versions: [] }))).toBe("not served");
});

test("what will go and what differs is told", () => {
  expect(notesOf(told({ note: "the given one differs" }))).toEqual([
    "v1alpha2 is deprecated: it goes",
    "the given one differs",
  ]);
  expect(notesOf(told({ versions: [] }))).toEqual([]);
});

test("all kinds are told in one line", () => {
  const quiet = told({ versions: [{ name: "v1", served: true }] });
  const kinds = [
    { origin: "built-in" as const, resources: 0 },
    { origin: "cluster" as const, resources: 2, in_cluster: quiet },
    { origin: "cluster" as const, resources: 0, in_cluster: told() },
  ];
  expect(kindsSentence(kinds)).toBe("3 kinds: 1 with resources and 2 as cluster lab has them; 1 with a note.");
  expect(kindsSentence(kinds.slice(0, 1))).toBe("1 kind: 0 with resources.");
});
