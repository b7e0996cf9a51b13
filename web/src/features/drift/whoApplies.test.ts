import { expect, test } from "vitest";
import { waitsForWords } from "./whoApplies";

test("who applies is told by how the fabric lives in its cluster", () => {
  expect(waitsForWords("observe")).toMatch(/^Another tool \(Argo CD, Flux\) or a person applies/);
  expect(waitsForWords("direct")).toMatch(/^Hedgerow applies it/);
});
