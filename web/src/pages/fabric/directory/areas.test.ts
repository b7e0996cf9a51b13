import { expect, test } from "vitest";
import type { FileView, FindingView, Severity } from "~/api/types";
import { areasOf } from "./areas";

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
