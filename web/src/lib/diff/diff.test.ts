import { expect, test } from "vitest";
import { parseDiff } from "./parse";
import { wordDiff } from "./words";

const EDIT = `diff --git a/fabric-a/managed/vpcs/web.yaml b/fabric-a/managed/vpcs/web.yaml
index 0a1b..2c3d 100644
--- a/fabric-a/managed/vpcs/web.yaml
+++ b/fabric-a/managed/vpcs/web.yaml
@@ -8,5 +8,6 @@ spec:
   subnets:
     default:
-      vlan: 1001 # of old
+      vlan: 1201 # of old
+      gateway: 10.0.0.1
       subnet: 10.0.0.0/24
 ---
`;

test("a file's hunks have line numbers on both sides", () => {
  const [file] = parseDiff(EDIT);
  expect(file).toMatchObject({ path: "fabric-a/managed/vpcs/web.yaml", what: "changed", added: 2, removed: 1 });
  expect(file?.hunks[0]?.skipped).toBe(7);
  expect(file?.hunks[0]?.lines.map(({ kind, before, after }) => [kind, before, after])).toEqual([
    ["same", 8, 8],
    ["same", 9, 9],
    ["removed", 10, undefined],
    ["added", undefined, 10],
    ["added", undefined, 11],
    ["same", 11, 12],
    ["same", 12, 13],
  ]);
});

test("content that looks like a header is content", () => {
  const text = "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n--- old separator\n+++ new separator\n same\n";
  const files = parseDiff(text);
  expect(files).toHaveLength(1);
  expect(files[0]?.hunks[0]?.lines.map((line) => line.text)).toEqual(["-- old separator", "++ new separator", "same"]);
});

test("new, deleted, moved and binary files are told apart", () => {
  const text = `diff --git a/new.yaml b/new.yaml
new file mode 100644
--- /dev/null
+++ b/new.yaml
@@ -0,0 +1 @@
+a: 1
\\ No newline at end of file
diff --git a/old.yaml b/old.yaml
deleted file mode 100644
--- a/old.yaml
+++ /dev/null
@@ -1 +0,0 @@
-a: 1
diff --git a/x.yaml b/y.yaml
similarity index 100%
rename from x.yaml
rename to y.yaml
diff --git a/p.png b/p.png
Binary files a/p.png and b/p.png differ
`;
  const files = parseDiff(text);
  expect(files.map(({ path, from, what, isBinary }) => [path, from, what, isBinary])).toEqual([
    ["new.yaml", undefined, "added", false],
    ["old.yaml", undefined, "deleted", false],
    ["y.yaml", "x.yaml", "moved", false],
    ["p.png", undefined, "changed", true],
  ]);
  expect(files[0]?.hunks[0]?.lines).toEqual([
    { kind: "added", text: "a: 1", after: 1 },
    { kind: "note", text: "No newline at end of file" },
  ]);
});

test("a diff without git's own lines is read too, and nothing is no file", () => {
  expect(
    parseDiff("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n").map(
      (file) => file.path,
    ),
  ).toEqual(["x", "y"]);
  expect(parseDiff("")).toEqual([]);
});

test("quoted paths are read as git writes them", () => {
  const text = 'diff --git "a/\\303\\244 \\"b.yaml" "b/\\303\\244 \\"b.yaml"\nnew file mode 100644\n';
  expect(parseDiff(text)[0]?.path).toBe('ä "b.yaml');
});

test("names are shown as they are, whatever they look like", () => {
  for (const path of ["b/a b.yaml", "1/x.yaml", "saved 2024-01-01 10:00:00 +0000.yaml", "it's'", "-x", "b/x b/y"]) {
    const text = `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-a\n+b\n`;
    expect(parseDiff(text).map((file) => file.path)).toEqual([path]);
  }
  const moved = 'diff --git "a/\\303\\244" b/x\nsimilarity index 100%\nrename from "\\303\\244"\nrename to x\n';
  expect(parseDiff(moved)[0]).toMatchObject({ path: "x", from: "\u00e4", what: "moved" });
});

test("lines of a file with carriage returns keep them", () => {
  expect(parseDiff("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\r\n+b\r\n")[0]?.hunks[0]?.lines[0]?.text).toBe("a\r");
});

test("only the word that differs is marked", () => {
  const { before, after } = wordDiff("  vlan: 1001 # of old", "  vlan: 1201 # of old");
  expect(before.filter((span) => span.isChanged).map((span) => span.text)).toEqual(["1001"]);
  expect(after.filter((span) => span.isChanged).map((span) => span.text)).toEqual(["1201"]);
  expect(before.map((span) => span.text).join("")).toBe("  vlan: 1001 # of old");
});

test("lines that share no word are not taken apart", () => {
  expect(wordDiff("a: 1", "- x").before).toEqual([{ text: "a: 1", isChanged: false }]);
});
