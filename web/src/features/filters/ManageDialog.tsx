/** The saved filters of a list: each is renamed, replaced by what filters the list now, shared and removed. */
import { type FormEvent, type ReactNode, useState } from "react";
import { type ListOf, useChangeFilter, useRemoveFilter } from "~/api/queries/filters";
import type { FilterEdit, FilterView } from "~/api/types";
import { Button } from "~/components/Button";
import { Dialog, DialogActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { TextField } from "~/components/fields";
import { Time } from "~/components/Time";
import { useMayShare } from "./mayShare";
import { filterNameProblem, filtersOf, isSameQuery, listWords, type Query, queryWords } from "./pages";
import styles from "./SavedFilters.module.css";
import { Changed, Removed } from "./Told";

interface Props {
  of: ListOf;
  /** What filters the list now. */
  query: Query;
  known: readonly FilterView[];
  onClose: () => void;
}

export default function ManageDialog({ of, query, known, onClose }: Props) {
  const mayShare = useMayShare(of);
  // a toast is out of reach while the dialog is open
  const [told, setTold] = useState<ReactNode>();
  const { own, shared } = filtersOf(known, of);
  const part = (title: string, filters: readonly FilterView[]) =>
    filters.length > 0 && (
      <section aria-label={title}>
        <h3>{title}</h3>
        <ul className={styles.rows}>
          {filters.map((one) => (
            <Row key={one.id} filter={one} query={query} mayShare={mayShare} onDone={setTold} />
          ))}
        </ul>
      </section>
    );
  return (
    <Dialog isOpen onClose={onClose} title={`Saved filters of the ${listWords(of)}`} isWide>
      {part("Yours", own)}
      {part("Shared", shared)}
      {own.length + shared.length === 0 && <p className="soft">No filter of this list is saved.</p>}
      <div role="status">{told}</div>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}

interface RowProps {
  filter: FilterView;
  query: Query;
  mayShare: boolean;
  /** What was done, with the way back. */
  onDone: (told: ReactNode) => void;
}

function Row({ filter, query, mayShare, onDone }: RowProps) {
  const [name, setName] = useState<string>();
  const change = useChangeFilter();
  const remove = useRemoveFilter();
  const mayChange = !filter.shared || mayShare;
  const isFiltered = Object.keys(query).length > 0;
  const problem = name === undefined ? undefined : filterNameProblem(name);
  const edit = async (edit: FilterEdit, words: string) => {
    try {
      const after = await change.mutateAsync({ filter, edit });
      setName(undefined);
      onDone(<Changed key={`${after.id} ${after.revision}`} words={words} before={filter} after={after} />);
    } catch {
      // shown below
    }
  };
  const rename = (event: FormEvent) => {
    event.preventDefault();
    if (name !== undefined && problem === undefined)
      void edit({ name: name.trim() }, `The filter ${filter.name} is called ${name.trim()}.`);
  };
  const drop = async () => {
    try {
      await remove.mutateAsync(filter);
      onDone(<Removed key={filter.id} filter={filter} />);
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
          <Button look="quiet" aria-label={`Rename ${filter.name}`} onClick={() => setName(filter.name)}>
            Rename
          </Button>
          {isFiltered && !isSameQuery(query, filter.query) && (
            <Button
              look="quiet"
              aria-label={`Replace by the list's filter: ${filter.name}`}
              isBusy={change.isPending}
              onClick={() => void edit({ query }, `The filter ${filter.name} says what filters the list now.`)}
            >
              Replace by the list's filter
            </Button>
          )}
          {mayShare && (
            <Button
              look="quiet"
              aria-label={`${filter.shared ? "Make it yours alone" : "Share"}: ${filter.name}`}
              isBusy={change.isPending}
              onClick={() =>
                void edit(
                  { shared: !filter.shared },
                  filter.shared ? `The filter ${filter.name} is yours alone.` : `The filter ${filter.name} is shared.`,
                )
              }
            >
              {filter.shared ? "Make it yours alone" : "Share"}
            </Button>
          )}
          <Button
            look="quiet"
            icon="trash"
            aria-label={`Remove ${filter.name}`}
            isBusy={remove.isPending}
            onClick={() => void drop()}
          >
            Remove
          </Button>
        </div>
      )}
      {error && <ErrorView error={error} />}
    </li>
  );
}
