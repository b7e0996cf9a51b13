/** Drift that nobody wants to hear of until a day, and taking that back. */
import { useState } from "react";
import { asProblem } from "~/api/problem";
import { useHeedDrift, useIgnoreDrift } from "~/api/queries/drift";
import { TextField } from "~/components/fields";
import { BulkDialog } from "~/components/selection/BulkDialog";
import type { Outcome } from "~/components/selection/bulk";
import { endOfDay } from "~/features/credential/credential";
import { count } from "~/lib/words";
import { planned } from "./actions";
import type { DriftRow } from "./rows";
import { untilProblem, untilWords } from "./until";

interface Props {
  rows: readonly DriftRow[];
  onDone: () => void;
  onClose: () => void;
}

/** One request for each resource; a refusal is of that one alone. */
async function each(
  rows: readonly DriftRow[],
  ids: readonly string[],
  act: (row: DriftRow) => Promise<string>,
  onProgress: (done: number) => void,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const id of ids) {
    const row = rows.find((one) => one.id === id);
    if (!row) continue;
    try {
      outcomes.push({ id, done: await act(row), refused: undefined });
    } catch (error) {
      const { title, detail } = asProblem(error);
      outcomes.push({ id, done: undefined, refused: detail ?? title });
    }
    onProgress(outcomes.length);
  }
  return outcomes;
}

export function Ignore({ rows, onDone, onClose }: Props) {
  const ignore = useIgnoreDrift();
  const [date, setDate] = useState("");
  const [reason, setReason] = useState("");
  const until = endOfDay(date);
  const words = untilWords(until);
  return (
    <BulkDialog
      title={`Ignore the drift of ${count(rows.length, "resource")}?`}
      description="It is counted no more, and stands folded at the end of the list. Nothing changes in Git or in the cluster."
      planned={planned("ignore", rows, words, untilProblem(until, Date.now()))}
      thing="resource"
      participle="ignored"
      action="Ignore drift"
      run={(ids, onProgress) =>
        each(
          rows,
          ids,
          async ({ fabric, resource }) => {
            const why = reason.trim();
            await ignore.mutateAsync({
              fabric,
              resource,
              ...(until ? { until } : {}),
              ...(why ? { reason: why } : {}),
            });
            return words;
          },
          onProgress,
        )
      }
      onDone={onDone}
      onClose={onClose}
    >
      <TextField
        label="Until"
        type="date"
        hint="The last day on which it is ignored; until it is taken back when left out."
        value={date}
        onChange={setDate}
      />
      <TextField
        label="Why"
        hint="Shown beside it, and kept in the audit."
        placeholder="such as: the vendor's mend is due"
        maxLength={500}
        value={reason}
        onChange={setReason}
      />
    </BulkDialog>
  );
}

export function Heed({ rows, onDone, onClose }: Props) {
  const heed = useHeedDrift();
  return (
    <BulkDialog
      title={`Ignore the drift of ${count(rows.length, "resource")} no longer?`}
      description="It is told and counted again."
      planned={planned("heed", rows, "is told again")}
      thing="resource"
      participle="told again"
      action="Ignore no longer"
      run={(ids, onProgress) =>
        each(
          rows,
          ids,
          async ({ fabric, resource, drift }) => {
            for (const { path } of drift.ignores ?? []) {
              await heed.mutateAsync({ fabric, resource, ...(path === "" ? {} : { path }) });
            }
            return "is told again";
          },
          onProgress,
        )
      }
      onDone={onDone}
      onClose={onClose}
    />
  );
}
