import { expect, test } from "vitest";
import { type Cell, csv, csvTime } from "./csv";

const cellOf = (cell: Cell) =>
  csv([{ header: "a", cell: () => cell }], [0])
    .split("\r\n")
    .slice(1)
    .join("\r\n");

test.each([
  ["plain", '"plain"\r\n'],
  ["a,b", '"a,b"\r\n'],
  ['say "x"', '"say ""x"""\r\n'],
  ["=HYPERLINK(1)", '"\'=HYPERLINK(1)"\r\n'],
  ["+1", '"\'+1"\r\n'],
  ["-1", '"\'-1"\r\n'],
  ["@SUM(A1)", '"\'@SUM(A1)"\r\n'],
  ["\uFF1D1", '"\'\uFF1D1"\r\n'],
  ["\t=1", "\"'\t'=1\"\r\n"],
  ["a;b", '"a;b"\r\n'],
  ["a;=b", '"a;\'=b"\r\n'],
  ["a\t+b", '"a\t\'+b"\r\n'],
  ["a\r\n@b", '"a\r\n\'@b"\r\n'],
  ["a-b=c", '"a-b=c"\r\n'],
  ["10.0.0.0/8", '"10.0.0.0/8"\r\n'],
  [12, "12\r\n"],
  [-1, "-1\r\n"],
  ["", "\r\n"],
  [null, "\r\n"],
  [undefined, "\r\n"],
])("%j is written so that a spreadsheet shows it and runs nothing", (cell, line) => {
  expect(cellOf(cell)).toBe(line);
});

test("a table has its head first, and nothing else without rows", () => {
  const columns = [
    { header: "Name", cell: (row: { name: string }) => row.name },
    { header: "=Long", cell: (row: { name: string }) => row.name.length },
  ];
  expect(csv(columns, [{ name: "web" }, { name: "db" }])).toBe('"Name","\'=Long"\r\n"web",3\r\n"db",2\r\n');
  expect(csv(columns, [])).toBe('"Name","\'=Long"\r\n');
});

test("a time is written with its zone", () => {
  expect(csvTime(0)).toBe("1970-01-01T00:00:00.000Z");
  expect(csvTime(undefined)).toBeUndefined();
});
