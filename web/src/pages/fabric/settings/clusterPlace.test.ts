import { expect, test } from "vitest";
import type { FabricClusterView } from "~/api/types";
import { applyingIn, applyingWords, namespacesOf, namespacesProblem, savingOf } from "./clusterPlace";

const NOW = { cluster: "lab", namespaces: ["default", "fab"], apply: "observe", prune: false } as FabricClusterView;

test("namespaces are typed with commas or spaces", () => {
  expect(namespacesOf(" default, fab  fab\nx ")).toEqual(["default", "fab", "x"]);
  expect(namespacesProblem("default fab-1")).toBeUndefined();
  expect(namespacesProblem(" ")).toBe("a namespace is needed");
  expect(namespacesProblem("Default")).toContain("Default is no name of a namespace");
});

const OBSERVE = { apply: "observe", prune: false, refused: "hold" } as const;
const DIRECT = { apply: "direct", prune: true, refused: "hold" } as const;
const UNDOING = { ...DIRECT, refused: "undo" } as const;

test("what saving does is told: nothing, set, moved, taken out", () => {
  expect(savingOf(NOW, "lab", "fab default", OBSERVE)).toEqual({ kind: "same" });
  expect(savingOf(undefined, "", "default", OBSERVE)).toEqual({ kind: "same" });
  expect(savingOf(NOW, "lab", "fab", OBSERVE)).toEqual({
    kind: "set",
    place: { cluster: "lab", namespaces: ["fab"], ...OBSERVE },
  });
  expect(savingOf(null, "lab", "fab", OBSERVE)).toMatchObject({ kind: "set" });
  expect(savingOf(NOW, "dc", "fab", OBSERVE)).toMatchObject({ kind: "move", from: "lab" });
  expect(savingOf(NOW, "", "fab", OBSERVE)).toEqual({ kind: "clear", from: "lab" });
});

test("who applies is saved too; what is deleted counts only where Hedgerow applies", () => {
  expect(savingOf(NOW, "lab", "default fab", DIRECT)).toMatchObject({ kind: "set", place: DIRECT });
  expect(savingOf({ ...NOW, ...DIRECT }, "lab", "default fab", DIRECT)).toEqual({ kind: "same" });
  expect(savingOf({ ...NOW, ...DIRECT }, "lab", "default fab", { ...DIRECT, prune: false })).toMatchObject({
    kind: "set",
    place: { apply: "direct", prune: false },
  });
  expect(savingOf({ ...NOW, prune: true }, "lab", "default fab", OBSERVE)).toEqual({ kind: "same" });
  expect(savingOf({ ...NOW, ...DIRECT }, "lab", "default fab", UNDOING)).toMatchObject({ kind: "set", place: UNDOING });
  expect(savingOf({ ...NOW, ...UNDOING }, "lab", "default fab", UNDOING)).toEqual({ kind: "same" });
  expect(savingOf({ ...NOW, refused: "undo" }, "lab", "default fab", { ...UNDOING, apply: "observe" })).toEqual({
    kind: "same",
  });
});

test("in another cluster than before Hedgerow only looks until it is told otherwise", () => {
  expect(applyingIn({ ...NOW, ...DIRECT }, "lab")).toEqual(DIRECT);
  expect(applyingIn({ ...NOW, ...DIRECT }, "dc")).toEqual(OBSERVE);
  expect(applyingIn(undefined, "lab")).toEqual(OBSERVE);
  expect(applyingWords(OBSERVE)).toContain("Another tool");
  expect(applyingWords(DIRECT)).toContain("deletes in the cluster what Git no longer has");
  expect(applyingWords({ ...DIRECT, prune: false })).toContain("deletes nothing");
  expect(applyingWords(UNDOING)).toContain("What the cluster refuses is taken back in Git.");
});
