/** What was done to a saved filter, with the way back. */
import type { UseMutationResult } from "@tanstack/react-query";
import { asProblem } from "~/api/problem";
import { useChangeFilter, useSaveFilter } from "~/api/queries/filters";
import type { FilterView } from "~/api/types";
import { Button } from "~/components/Button";
import { Marked } from "~/components/Marked";
import { sentence } from "~/lib/words";

/** A filter that was changed; undone, it is as it was before. */
export function Changed({ words, before, after }: { words: string; before: FilterView; after: FilterView }) {
  const change = useChangeFilter();
  const { name, query, shared } = before;
  return (
    <Told words={words} undo={change} onUndo={() => change.mutate({ filter: after, edit: { name, query, shared } })} />
  );
}

/** A filter that was removed; undone, it is saved again. */
export function Removed({ filter }: { filter: FilterView }) {
  const save = useSaveFilter();
  const { name, page, fabric, query, shared } = filter;
  const again = { name, page, query, shared, ...(fabric ? { fabric } : {}) };
  return <Told words={`The filter ${name} is removed.`} undo={save} onUndo={() => save.mutate(again)} />;
}

interface Props {
  words: string;
  undo: Pick<UseMutationResult, "error" | "isPending" | "isSuccess">;
  onUndo: () => void;
}

function Told({ words, undo, onUndo }: Props) {
  if (undo.isSuccess) return <>The filter is as it was.</>;
  if (undo.error) {
    const { title, detail } = asProblem(undo.error);
    return <Marked text={sentence(detail || title)} />;
  }
  return (
    <span className="line">
      <span>{words}</span>
      <Button isBusy={undo.isPending} onClick={onUndo}>
        Undo
      </Button>
    </span>
  );
}
