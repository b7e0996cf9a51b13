/** Brings resources back to what Git wants, in the cluster: it is asked first whether it would take them. */
import { useCallback, useEffect, useState } from "react";
import { useReapply } from "~/api/queries/drift";
import type { Reapplied } from "~/api/types";
import { CheckField } from "~/components/fields";
import { BulkDialog } from "~/components/selection/BulkDialog";
import { count, list } from "~/lib/words";
import { answered, batches, nameIn, othersOf, reapplied, whyNot } from "./actions";
import { awaitsWords } from "./actRequests";
import type { DriftRow } from "./rows";

interface Props {
  rows: readonly DriftRow[];
  onDone: () => void;
  onClose: () => void;
}

type Results = ReadonlyMap<string, Reapplied | undefined>;

export function Reapply({ rows, onDone, onClose }: Props) {
  const { mutateAsync } = useReapply();
  const [isTaking, setTaking] = useState(false);
  const [results, setResults] = useState<Results>();
  const [error, setError] = useState<unknown>();
  // who would have to be taken over is known from the first answer, which did not
  const [others, setOthers] = useState<string[]>([]);
  const nameOf = nameIn(rows);

  const ask = useCallback(
    async (dry_run: boolean, take_over: boolean, of: readonly DriftRow[], onProgress?: (done: number) => void) => {
      const found = new Map<string, Reapplied | undefined>();
      // where the fabric asks for four eyes, with what is said of each
      const waiting = new Map<string, string>();
      for (const batch of batches(of)) {
        const resources = batch.rows.map(({ resource }) => resource);
        const { results, awaits } = await mutateAsync({ fabric: batch.fabric, resources, dry_run, take_over });
        const isAwaited = (resource: string) => awaits?.acts.some((act) => act.resource === resource);
        for (const [row, result] of answered(batch, results)) {
          found.set(row.id, result);
          if (awaits && isAwaited(row.resource)) waiting.set(row.id, awaitsWords(awaits));
        }
        onProgress?.(found.size);
      }
      return { found, waiting };
    },
    [mutateAsync],
  );

  useEffect(() => {
    let isOver = false;
    setResults(undefined);
    setError(undefined);
    const fitting = rows.filter(({ drift }) => whyNot("reapply", drift) === undefined);
    ask(true, isTaking, fitting).then(
      ({ found }) => {
        if (isOver) return;
        setResults(found);
        if (!isTaking) setOthers([...new Set([...found.values()].flatMap(othersOf))].sort());
      },
      (problem) => !isOver && setError(problem),
    );
    return () => {
      isOver = true;
    };
  }, [ask, rows, isTaking]);

  const plan = results
    ? rows.map((row) => {
        const why = whyNot("reapply", row.drift);
        const would = why === undefined ? reapplied(results.get(row.id), false) : { done: undefined, refused: why };
        return { id: row.id, name: nameOf(row), will: would.done, refused: would.refused };
      })
    : undefined;

  return (
    <BulkDialog
      title={`Re-apply ${count(rows.length, "resource")}?`}
      description="Only what differs is written, onto the object as it is then. The cluster was asked whether it would take it; nothing is written yet."
      planned={plan}
      error={error}
      thing="resource"
      participle="re-applied"
      action="Re-apply"
      run={async (ids, onProgress) => {
        const chosen = new Set(ids);
        const { found, waiting } = await ask(
          false,
          isTaking,
          rows.filter(({ id }) => chosen.has(id)),
          onProgress,
        );
        return ids.map((id) => {
          const waits = waiting.get(id);
          // it was not done: nobody is told that it was
          return waits ? { id, done: undefined, refused: undefined, waits } : { id, ...reapplied(found.get(id), true) };
        });
      }}
      onDone={onDone}
      onClose={onClose}
    >
      {others.length > 0 && (
        <CheckField
          label={`Take over what ${list(others)} ${others.length === 1 ? "applies" : "apply"}`}
          hint="Whoever applies a field puts its own value back the next time. Take it over only where that is not so any more."
          isChecked={isTaking}
          onChange={setTaking}
        />
      )}
    </BulkDialog>
  );
}
