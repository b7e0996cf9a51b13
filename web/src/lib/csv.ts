/** Tables as text for spreadsheets (RFC 4180). Pure. */

/** What stands in a cell; nothing is an empty one. */
export type Cell = string | number | null | undefined;

export interface CsvColumn<Row> {
  header: string;
  cell: (row: Row) => Cell;
}

/** The most rows of an export. */
export const MOST_ROWS = 50_000;

/** The head and the rows, each line with its end. */
export function csv<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const head = columns.map(({ header }) => written(header)).join(",");
  const lines = rows.map((row) => columns.map(({ cell }) => written(cell(row))).join(","));
  return [head, ...lines].map((line) => `${line}\r\n`).join("");
}

/** A moment as every spreadsheet sorts it. */
export function csvTime(at: number | null | undefined): string | undefined {
  return at === null || at === undefined ? undefined : new Date(at).toISOString();
}

/** Every text in quotes: a spreadsheet that splits at `;` or tabs splits no cell. */
function written(cell: Cell): string {
  if (cell === null || cell === undefined || cell === "") return "";
  if (typeof cell === "number") return String(cell);
  return `"${guarded(cell).replaceAll('"', '""')}"`;
}

/**
 * What a spreadsheet would take for a formula gets an apostrophe before it: names and texts are what people wrote. Some
 * spreadsheets also begin a cell behind `;`, a tab or a line's end, whatever the quotes. The server does the same in the
 * export of the audit.
 */
function guarded(text: string): string {
  return text.replace(/(?<=^|[;\t\n\r])(?=[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20])/g, "'");
}
