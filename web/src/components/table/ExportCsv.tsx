/** The rows of a table as a file for a spreadsheet; says how many there are, and what is left out. */
import { useState } from "react";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { useToast } from "~/components/Toasts";
import { type CsvColumn, csv, MOST_ROWS } from "~/lib/csv";
import { download } from "~/lib/download";
import { count, number } from "~/lib/words";

/** Rows to be exported: those there are, or those that are read first. */
export interface Exported<Row> {
  rows: readonly Row[];
  /** There are more, which were not read. */
  isMore?: boolean;
}

interface Props<Row> {
  /** What the file is called, without its ending. */
  file: string;
  columns: readonly CsvColumn<Row>[];
  rows: () => Exported<Row> | Promise<Exported<Row>>;
}

export function ExportCsv<Row>({ file, columns, rows }: Props<Row>) {
  const toast = useToast();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const take = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const { rows: all, isMore } = await rows();
      const taken = all.slice(0, MOST_ROWS);
      download(`${file}.csv`, csv(columns, taken), "text/csv;charset=utf-8");
      toast(exportWords(`${file}.csv`, taken.length, all.length, isMore ?? false));
    } catch (error) {
      setError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button look="quiet" icon="download" isIconOnly isBusy={isBusy} onClick={() => void take()}>
        Export as CSV
      </Button>
      {error !== undefined && <ErrorView error={error} onRetry={() => void take()} />}
    </>
  );
}

/** What became of an export, in words. */
export function exportWords(file: string, taken: number, all: number, isMore: boolean): string {
  if (taken < all) return `\`${file}\` has the first ${number(taken)} of ${count(all, "row")}.`;
  return `\`${file}\` has ${isMore ? "the first " : ""}${count(taken, "row")}${isMore ? "; there are more" : ""}.`;
}
