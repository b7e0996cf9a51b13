/** Saves the filter of a list under a name: for oneself, or for everybody who can see the list. */
import { type FormEvent, useState } from "react";
import { type ListOf, useChangeFilter, useSaveFilter } from "~/api/queries/filters";
import type { FilterView } from "~/api/types";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { CheckField, TextField } from "~/components/fields";
import { useToast } from "~/components/Toasts";
import { useMayShare } from "./mayShare";
import { filterNameProblem, filtersOf, listWords, type Query, queryWords } from "./pages";
import { Changed } from "./Told";

interface Props {
  of: ListOf;
  query: Query;
  known: readonly FilterView[];
  onClose: () => void;
}

/** What saving under a name that is in use does. */
function takenWords({ shared, saved_by }: FilterView): string {
  return shared
    ? `A shared filter has this name, saved by ${saved_by}: it will be replaced.`
    : "One of your filters has this name: it will be replaced.";
}

export default function SaveDialog({ of, query, known, onClose }: Props) {
  const [name, setName] = useState("");
  const [isShared, setShared] = useState(false);
  const [isTried, setTried] = useState(false);
  const mayShare = useMayShare(of);
  const save = useSaveFilter();
  const change = useChangeFilter();
  const say = useToast();
  const problem = filterNameProblem(name);
  const { own, shared } = filtersOf(known, of);
  const taken = (isShared ? shared : own).find((one) => one.name === name.trim());
  const isBusy = save.isPending || change.isPending;
  const error = save.error ?? change.error;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (problem !== undefined || isBusy) return;
    try {
      if (taken) {
        const after = await change.mutateAsync({ filter: taken, edit: { query } });
        say(<Changed words={`The filter ${after.name} is replaced.`} before={taken} after={after} />);
      } else {
        const where = of.fabric === undefined ? {} : { fabric: of.fabric };
        await save.mutateAsync({ name: name.trim(), page: of.page, ...where, query, shared: isShared });
        say(`The filter ${name.trim()} is saved${isShared ? " and shared" : ""}.`);
      }
      onClose();
    } catch {
      // shown below
    }
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Save this filter"
      description={<span className="mono">{queryWords(query)}</span>}
    >
      <form onSubmit={submit} className="stack">
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          error={isTried ? problem : undefined}
          hint={taken && takenWords(taken)}
        />
        {mayShare && (
          <CheckField
            label={`Share it with everybody who can see the ${listWords(of)}`}
            isChecked={isShared}
            onChange={setShared}
          />
        )}
        {error && <ErrorView error={error} />}
        <SubmitActions onCancel={onClose} isBusy={isBusy}>
          {taken ? `Replace ${taken.name}` : "Save"}
        </SubmitActions>
      </form>
    </Dialog>
  );
}
