import { expect, test } from "vitest";
import type { FileView, FindingView, Severity } from "~/api/types";
import { areasOf, lineId, linesOf } from "./areas";

const finding = (severity: Severity, line = 0, column = 0): FindingView => ({
  path: "",
  line,
  column,
  severity,
  rule: "r",
  message: "m",
});
const file = (path: string, area: FileView["area"], ...severities: Severity[]): FileView => ({
  path,
  area,
  resources: [],
  findings: severities.map((severity) => finding(severity)),
});

test("what stays in raw/ comes first, and within an area what is worst", () => {
  const areas = areasOf([
    file("u", "unmanaged"),
    file("a", "managed"),
    file("b", "managed", "warning"),
    file("c", "managed", "warning", "error"),
    file("r", "raw", "error"),
  ]);
  expect(areas.map(({ area, files }) => [area, files.map((one) => one.path)])).toEqual([
    ["raw", ["r"]],
    ["managed", ["c", "b", "a"]],
    ["unmanaged", ["u"]],
  ]);
  expect(areas[1]).toMatchObject({ errors: 1, warnings: 2 });
});

test("a file that has something to say stands before its findings, each line told apart from the others", () => {
  const clean = file("a", "managed");
  const told = { ...file("b", "managed"), findings: [finding("error", 1, 2), finding("error", 1, 3)] };
  const lines = linesOf([clean, told]);
  expect(lines.map((line) => [line.file.path, line.finding?.column])).toEqual([
    ["b", undefined],
    ["b", 2],
    ["b", 3],
  ]);
  expect(new Set(lines.map(lineId)).size).toBe(3);
});
