import { expect, test } from "vitest";
import { parseDiff } from "./parse";
import { unifiedDiff } from "./unified";

const TEXT = Array.from({ length: 20 }, (_, at) => `line ${at + 1}`);
const text = (lines: readonly string[]) => `${lines.join("\n")}\n`;

test("what differs is shown with three lines around it, each place in its own hunk", () => {
  const after = TEXT.map((line, at) => (at === 1 ? "other" : line)).toSpliced(15, 0, "more");
  expect(unifiedDiff("env/web.yaml", text(TEXT), text(after))).toBe(
    text([
      "--- a/env/web.yaml",
      "+++ b/env/web.yaml",
      "@@ -1,5 +1,5 @@",
      " line 1",
      "-line 2",
      "+other",
      " line 3",
      " line 4",
      " line 5",
      "@@ -13,6 +13,7 @@",
      " line 13",
      " line 14",
      " line 15",
      "+more",
      " line 16",
      " line 17",
      " line 18",
    ]),
  );
});

test("a text that is new or is to go is told from one that changes", () => {
  const [added] = parseDiff(unifiedDiff("a", undefined, text(TEXT)));
  expect(added).toMatchObject({ path: "a", what: "added", added: 20, removed: 0 });
  expect(added?.hunks[0]?.lines[0]).toMatchObject({ kind: "added", after: 1 });
  const [gone] = parseDiff(unifiedDiff("a", text(TEXT), undefined));
  expect(gone).toMatchObject({ path: "a", what: "deleted", added: 0, removed: 20 });
});

test("texts that are the same have no diff, and what is read of one gives both texts again", () => {
  expect(unifiedDiff("a", text(TEXT), text(TEXT))).toBe("");
  const after = TEXT.toSpliced(3, 9, "x", "line 5", "y");
  const [file] = parseDiff(unifiedDiff("a", text(TEXT), text(after)));
  const side = (not: string) =>
    file?.hunks.flatMap(({ lines }) => lines.filter(({ kind }) => kind !== not).map((line) => line.text));
  expect(side("added")).toEqual(TEXT.slice(0, 15));
  expect(side("removed")).toEqual(after.slice(0, 9));
});
