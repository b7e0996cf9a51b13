import { expect, test } from "vitest";
import type { ResourceDetail } from "~/api/types";
import { parseDiff } from "~/lib/diff/parse";
import { draftDiff } from "./draftDiff";

const draft = (change_id: string, base_text: string | null, text: string | null) =>
  ({ change: change_id, change_id, base_text, text }) as ResourceDetail["drafts"][number];
const web = (...drafts: ResourceDetail["drafts"]) => ({ kind: "VPC", namespace: "default", name: "web", drafts });

test("the draft of the change is held against the text that it was started from, under the resource's name", () => {
  const found = draftDiff(web(draft("2", "a\n", "c\n"), draft("1", "a\n", "b\n")), "1");
  expect(found).toEqual({ diff: "--- a/VPC/web\n+++ b/VPC/web\n@@ -1,1 +1,1 @@\n-a\n+b\n", before: "a\n" });
});

test("a resource that is new or is to go is told so, and one that stays has no difference", () => {
  const what = (base: string | null, text: string | null) =>
    parseDiff(draftDiff(web(draft("1", base, text)), "1")?.diff ?? "")[0]?.what;
  expect(what(null, "a\n")).toBe("added");
  expect(what("a\n", null)).toBe("deleted");
  expect(draftDiff(web(draft("1", "a\n", "a\n")), "1")).toBeUndefined();
  expect(draftDiff(web(draft("2", "a\n", "b\n")), "1")).toBeUndefined();
});
