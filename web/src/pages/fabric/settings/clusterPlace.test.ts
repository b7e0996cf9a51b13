import { expect, test } from "vitest";
import type { FabricClusterView } from "~/api/types";
import { namespacesOf, namespacesProblem, savingOf } from "./clusterPlace";

const NOW = { cluster: "lab", namespaces: ["default", "fab"] } as FabricClusterView;

test("namespaces are typed with commas or spaces", () => {
  expect(namespacesOf(" default, fab  fab\nx ")).toEqual(["default", "fab", "x"]);
  expect(namespacesProblem("default fab-1")).toBeUndefined();
  expect(namespacesProblem(" ")).toBe("a namespace is needed");
  expect(namespacesProblem("Default")).toContain("Default is no name of a namespace");
});

test("what saving does is told: nothing, set, moved, taken out", () => {
  expect(savingOf(NOW, "lab", "fab default")).toEqual({ kind: "same" });
  expect(savingOf(undefined, "", "default")).toEqual({ kind: "same" });
  expect(savingOf(NOW, "lab", "fab")).toEqual({ kind: "set", place: { cluster: "lab", namespaces: ["fab"] } });
  expect(savingOf(null, "lab", "fab")).toMatchObject({ kind: "set" });
  expect(savingOf(NOW, "dc", "fab")).toMatchObject({ kind: "move", from: "lab" });
  expect(savingOf(NOW, "", "fab")).toEqual({ kind: "clear", from: "lab" });
});
