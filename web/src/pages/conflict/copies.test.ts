import { expect, test } from "vitest";
import { keepBody, placeOfCopy } from "./copies";

const copy = (path: string, line: number) => ({ path, line, digest: "d", text: "t" });

test("of equal documents in one file exactly one stays", () => {
  const copies = [copy("a.yaml", 1), copy("a.yaml", 9), copy("b.yaml", 1)] as const;
  expect(keepBody(copies, copies[1]).copies.map(({ stays }) => stays)).toEqual([false, true, false]);
});

test("a document is named by its line where it is not the first of its file", () => {
  expect(placeOfCopy(copy("a.yaml", 1))).toBe("a.yaml");
  expect(placeOfCopy(copy("a.yaml", 9))).toBe("a.yaml:9");
});
