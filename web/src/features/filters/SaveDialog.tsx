/** Saves the filter of a list under a name: for oneself, or for everybody who can see the list. */
import { type FormEvent, useState } from "react";
import { useChangeFilter, useSaveFilter } from "~/api/queries/filters";
import { useMay } from "~/api/queries/me";
import type { FilterView } from "~/api/types";
import { Dialog, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { CheckField, TextField } from "~/components/fields";
import { useToast } from "~/components/Toasts";
import { filterNameProblem, filtersOf, type ListOf, listWords, type Query, queryWords } from "./pages";

interface Props {
  of: ListOf;
  query: Query;
  known: readonly FilterView[];
  onClose: () => void;
}

export default function SaveDialog({ of, query, known, onClose }: Props) {
  const [name, setName] = useState("");
  const [isShared, setShared] = useState(false);
  const [isTried, setTried] = useState(false);
  const mayEdit = useMay("edit", of.fabric);
  const mayAdminister = useMay("administer");
  const mayShare = of.fabric === undefined ? mayAdminister : mayEdit;
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
      if (taken) await change.mutateAsync({ filter: taken, edit: { query } });
      else {
        const where = of.fabric === undefined ? {} : { fabric: of.fabric };
        await save.mutateAsync({ name: name.trim(), page: of.page, ...where, query, shared: isShared });
      }
      say(`The filter ${name.trim()} is saved${isShared ? " for everybody" : ""}.`);
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
          hint={taken ? "There is one of this name: it is replaced." : undefined}
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
