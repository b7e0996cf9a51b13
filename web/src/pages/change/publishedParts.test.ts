import { expect, test } from "vitest";
import { partsOf } from "./publishedParts";

const id = (name: string) => ({ fabric: "env", kind: "VPC", namespace: "default", name });

test("each difference of the commit is there once, with the resource whose text it is of", () => {
  const found = partsOf(
    [
      {
        id: id("web"),
        entries: [
          { commit: "c1", diff: "one" },
          { commit: "c0", diff: "older" },
        ],
      },
      { id: id("renamed"), entries: [{ commit: "c1", diff: "one" }] },
      { id: id("moved"), entries: [{ commit: "c1", diff: "" }] },
      { id: id("db"), entries: [{ commit: "c1", diff: "two" }] },
    ],
    "c1",
  );
  expect(found.map((part) => [part.id.name, part.diff])).toEqual([
    ["web", "one"],
    ["db", "two"],
  ]);
});
