import { expect, test } from "vitest";
import { foldsOf, isTextOf, linesOf, unfolded } from "./folded";
import { type FileDiff, parseDiff } from "./parse";

const numbered = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}`);

/** Lines 10 and 30 of 40 changed; a line came behind 10. */
const DIFF = [
  "diff --git a/x.yaml b/x.yaml",
  "--- a/x.yaml",
  "+++ b/x.yaml",
  "@@ -7,7 +7,8 @@",
  ...numbered(7, 9).map((line) => ` ${line}`),
  "-line 10",
  "+other 10",
  "+more",
  ...numbered(11, 13).map((line) => ` ${line}`),
  "@@ -27,7 +28,7 @@",
  ...numbered(27, 29).map((line) => ` ${line}`),
  "-line 30",
  "+other 30",
  ...numbered(31, 33).map((line) => ` ${line}`),
  "",
].join("\n");

const before = numbered(1, 40);
const after = [...numbered(1, 9), "other 10", "more", ...numbered(11, 29), "other 30", ...numbered(31, 40)];

function fileOf(diff: string): FileDiff {
  const file = parseDiff(diff)[0];
  if (!file) throw new Error("no file");
  return file;
}

test("what is left out above, between and behind the hunks has its numbers on both sides", () => {
  expect(foldsOf(fileOf(DIFF))).toEqual({
    above: [
      { before: 1, after: 1, count: 6 },
      { before: 14, after: 15, count: 13 },
    ],
    below: { before: 34, after: 35, count: undefined },
  });
});

test("either side's text opens every fold with the same lines", () => {
  const file = fileOf(DIFF);
  const { above, below } = foldsOf(file);
  for (const fold of [...above, below]) {
    if (!fold) throw new Error("no fold");
    expect(unfolded(before, fold, "before")).toEqual(unfolded(after, fold, "after"));
  }
  const end = below ? unfolded(after, below, "after") : [];
  expect(end[0]).toEqual({ kind: "same", text: "line 34", before: 34, after: 35 });
  expect(end.at(-1)).toEqual({ kind: "same", text: "line 40", before: 40, after: 41 });
});

test("a text that is not the diff's is not believed", () => {
  const file = fileOf(DIFF);
  expect(isTextOf(before, file, "before")).toBe(true);
  expect(isTextOf(after, file, "after")).toBe(true);
  expect(isTextOf(after, file, "before")).toBe(false);
  expect(isTextOf(before.slice(0, 20), file, "before")).toBe(false);
});

test("behind a change at the end of the file, and around a whole file, nothing is folded", () => {
  const atEnd = ["--- a/x", "+++ b/x", "@@ -1,3 +1,3 @@", " a", "-b", "+B", " c", ""].join("\n");
  expect(foldsOf(fileOf(atEnd))).toEqual({ above: [undefined], below: undefined });
  const added = ["--- /dev/null", "+++ b/x", "@@ -0,0 +1,4 @@", "+a", "+b", "+c", "+d", ""].join("\n");
  expect(foldsOf(fileOf(added))).toEqual({ above: [undefined], below: undefined });
});

test("a note on the last line end is no line of the text", () => {
  const noted = ["--- a/x", "+++ b/x", "@@ -1,1 +1,1 @@", "-a", "\\ No newline at end of file", "+b", ""].join("\n");
  expect(isTextOf(linesOf("a"), fileOf(noted), "before")).toBe(true);
  expect(linesOf("a\nb\n")).toEqual(["a", "b"]);
  expect(linesOf("")).toEqual([]);
});
