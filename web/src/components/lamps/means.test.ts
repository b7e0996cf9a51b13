import { expect, test } from "vitest";
import { LEGEND, lampMeans } from "./means";
import type { Lamp } from "./shapes";

const SHAPES: Lamp["shape"][] = ["full", "hollow", "pencil", "wave", "cross", "twice", "dashed"];

test("every shape has a sentence of its own", () => {
  const said = SHAPES.map((shape) => lampMeans({ shape, tone: "sync" }));
  expect(new Set(said).size).toBe(SHAPES.length);
  expect(said[0]).toBe("All is well on this side.");
});

test("the legend has every shape, and says nothing twice", () => {
  expect(new Set(LEGEND.map(({ shape }) => shape))).toEqual(new Set(SHAPES));
  expect(new Set(LEGEND.map(lampMeans)).size).toBe(LEGEND.length);
});

test("a lamp that is full but not green says why", () => {
  expect(lampMeans({ shape: "full", tone: "conflict" })).toBe("A conflict is to be decided.");
  expect(lampMeans({ shape: "full", tone: "news" })).toContain("on its way");
  expect(lampMeans({ shape: "hollow", tone: "aside" })).toContain("not known");
  expect(lampMeans({ shape: "hollow", tone: "drift" })).toContain("out of date");
});
