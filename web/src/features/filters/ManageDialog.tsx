/** The saved filters of a list: renamed, given what the list shows now, shared, removed. */
import { type FormEvent, useState } from "react";
import { useChangeFilter, useRemoveFilter, useSaveFilter } from "~/api/queries/filters";
import { useMay } from "~/api/queries/me";
import type { FilterEdit, FilterView } from "~/api/types";
import { Button } from "~/components/Button";
import { Dialog, DialogActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { TextField } from "~/components/fields";
import { Time } from "~/components/Time";
import { useToast } from "~/components/Toasts";
import { filterNameProblem, filtersOf, isSameQuery, type ListOf, listWords, type Query, queryWords } from "./pages";
import styles from "./SavedFilters.module.css";

interface Props {
  of: ListOf;
  /** What filters the list now. */
  query: Query;
  known: readonly FilterView[];
  onClose: () => void;
}

export default function ManageDialog({ of, query, known, onClose }: Props) {
  const mayEdit = useMay("edit", of.fabric);
  const mayAdminister = useMay("administer");
  const mayShare = of.fabric === undefined ? mayAdminister : mayEdit;
  const { own, shared } = filtersOf(known, of);
  const part = (title: string, filters: readonly FilterView[]) =>
    filters.length > 0 && (
      <section aria-label={title}>
        <h3>{title}</h3>
        <ul className={styles.rows}>
          {filters.map((one) => (
            <Row key={one.id} filter={one} query={query} mayShare={mayShare} />
          ))}
        </ul>
      </section>
    );
  return (
    <Dialog isOpen onClose={onClose} title={`Saved filters of the ${listWords(of)}`} isWide>
      {part("Yours", own)}
      {part("Shared", shared)}
      {own.length + shared.length === 0 && <p className="soft">None is saved of this list.</p>}
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}

function Row({ filter, query, mayShare }: { filter: FilterView; query: Query; mayShare: boolean }) {
  const [name, setName] = useState<string>();
  const change = useChangeFilter();
  const remove = useRemoveFilter();
  const say = useToast();
  const mayChange = !filter.shared || mayShare;
  const isFiltered = Object.keys(query).length > 0;
  const problem = name === undefined ? undefined : filterNameProblem(name);
  const edit = async (edit: FilterEdit) => {
    try {
      await change.mutateAsync({ filter, edit });
      setName(undefined);
    } catch {
      // shown below
    }
  };
  const rename = (event: FormEvent) => {
    event.preventDefault();
    if (name !== undefined && problem === undefined) void edit({ name: name.trim() });
  };
  const drop = async () => {
    try {
      await remove.mutateAsync(filter);
      say(<Removed filter={filter} />);
    } catch {
      // shown below
    }
  };
  const error = change.error ?? remove.error;
  return (
    <li className={styles.row}>
      {name === undefined ? (
        <div>
          <strong>{filter.name}</strong>{" "}
          <span className={`mono small ${styles.query}`}>{queryWords(filter.query)}</span>
          {filter.shared && (
            <div className="small soft">
              saved by {filter.saved_by} <Time at={filter.saved_at} />
            </div>
          )}
        </div>
      ) : (
        <form onSubmit={rename} className={styles.rename}>
          <TextField label={`New name of ${filter.name}`} value={name} onChange={setName} error={problem} />
          <div className="line">
            <Button type="submit" look="primary" isBusy={change.isPending}>
              Rename
            </Button>
            <Button onClick={() => setName(undefined)}>Cancel</Button>
          </div>
        </form>
      )}
      {mayChange && name === undefined && (
        <div className="line">
          <Button look="quiet" onClick={() => setName(filter.name)}>
            Rename<span className="visually-hidden"> {filter.name}</span>
          </Button>
          {isFiltered && !isSameQuery(query, filter.query) && (
            <Button look="quiet" isBusy={change.isPending} onClick={() => void edit({ query })}>
              Replace by what filters the list now<span className="visually-hidden">: {filter.name}</span>
            </Button>
          )}
          {mayShare && (
            <Button look="quiet" isBusy={change.isPending} onClick={() => void edit({ shared: !filter.shared })}>
              {filter.shared ? "Make it yours alone" : "Share"}
              <span className="visually-hidden">: {filter.name}</span>
            </Button>
          )}
          <Button look="quiet" icon="trash" isBusy={remove.isPending} onClick={() => void drop()}>
            Remove<span className="visually-hidden"> {filter.name}</span>
          </Button>
        </div>
      )}
      {error && <ErrorView error={error} />}
    </li>
  );
}

/** What was removed is saved again from where it is told. */
function Removed({ filter }: { filter: FilterView }) {
  const save = useSaveFilter();
  const { name, page, fabric, query, shared } = filter;
  if (save.isSuccess) return <>It is back.</>;
  const again = { name, page, query, shared, ...(fabric ? { fabric } : {}) };
  return (
    <span className="line">
      <span>{save.error ? save.error.message : `The filter ${name} is removed.`}</span>
      {!save.error && (
        <Button isBusy={save.isPending} onClick={() => save.mutate(again)}>
          Undo
        </Button>
      )}
    </span>
  );
}
