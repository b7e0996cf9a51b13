import { expect, test } from "vitest";
import { ownLine } from "./ownLine";

const third = { path: "vpcs.yaml", line: 20, text: "a: 1\nb: 2\nc: 3\n" };

test("a line of the file becomes the line of the document", () => {
  expect(ownLine({ path: "vpcs.yaml", line: 21 }, third)).toBe(2);
});

test("neighbours, other files and whole files are not in the text", () => {
  expect(ownLine({ path: "vpcs.yaml", line: 19 }, third)).toBeUndefined();
  expect(ownLine({ path: "vpcs.yaml", line: 40 }, third)).toBeUndefined();
  expect(ownLine({ path: "other.yaml", line: 21 }, third)).toBeUndefined();
  expect(ownLine({ path: "vpcs.yaml", line: 0 }, third)).toBeUndefined();
  expect(ownLine({ path: "vpcs.yaml", line: 21 }, { path: "vpcs.yaml" })).toBeUndefined();
});
