/** All changes: those that are open, and those that are published or discarded. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useDeferredValue, useMemo } from "react";
import { useChanges } from "~/api/queries/changes";
import { useFinishedChanges } from "~/api/queries/finished";
import { mayAnywhere, useMe } from "~/api/queries/me";
import { readOn } from "~/api/readOn";
import type { ChangeView } from "~/api/types";
import { useAddressText } from "~/app/useAddressText";
import { Button, ButtonLink } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";
import { ErrorView } from "~/components/ErrorView";
import { FilterBox } from "~/components/filter/FilterBox";
import { Loading } from "~/components/Loaded";
import { PageHeader } from "~/components/PageHeader";
import { DataTable } from "~/components/table/DataTable";
import { isFinished } from "~/features/change/states";
import { SavedFilters } from "~/features/filters/SavedFilters";
import { MOST_ROWS } from "~/lib/csv";
import { compileFilter } from "~/lib/filter/compile";
import { CHANGE_COLUMNS, CHANGE_FILTER } from "./columns";
import { NewChange } from "./NewChange";
import { SeveralChanges } from "./SeveralChanges";
import { sentenceOf, urgency } from "./sentence";
import { WhichChanges } from "./WhichChanges";

export function ChangesPage() {
  const search = useSearch({ from: "/frame/changes" });
  const navigate = useNavigate({ from: "/changes" });
  const [q, setFilter] = useAddressText("q");
  const isOver = search.state === "finished";
  const open = useChanges(search.fabric ? { fabric: search.fabric } : {});
  const finished = useFinishedChanges(search.fabric, isOver);
  const mayEdit = mayAnywhere(useMe(), "edit");

  // what needs a person stands first; else as the server orders them
  const openRows = useMemo(
    () => open.data?.filter(({ state }) => !isFinished(state)).sort((a, b) => urgency(a.state) - urgency(b.state)),
    [open.data],
  );
  const overRows = useMemo(
    () => finished.data?.pages.flatMap((page) => page.items).filter((change) => isFinished(change.state)),
    [finished.data],
  );
  const rows = isOver ? overRows : openRows;
  const error = isOver ? finished.error : open.error;
  const typed = useDeferredValue(q);
  const filter = useMemo(() => (typed ? compileFilter(typed, CHANGE_FILTER).test : undefined), [typed]);
  const setNew = (isOpen: boolean) => navigate({ search: (before) => ({ ...before, new: isOpen ? "1" : undefined }) });
  const everyFinished = async () => {
    const { items, isMore } = await readOn(finished, MOST_ROWS);
    return { rows: items.filter((change) => isFinished(change.state)), isMore };
  };
  const retry = () => void (isOver ? finished.refetch() : open.refetch());

  return (
    <>
      <PageHeader
        title="Changes"
        help="concepts"
        sentence={openRows && sentenceOf(openRows, search.fabric)}
        actions={
          mayEdit && (
            <Button look="primary" icon="plus" onClick={() => setNew(true)}>
              New change
            </Button>
          )
        }
      />
      <WhichChanges isOver={isOver} open={openRows?.length} fabric={search.fabric} />
      {error && <ErrorView error={error} onRetry={retry} />}
      {!rows ? (
        !error && <Loading />
      ) : (
        <DataTable<ChangeView>
          label={isOver ? "Finished changes" : "Open changes"}
          storeAs="changes"
          exportAs={isOver ? "finished-changes" : "open-changes"}
          {...(isOver && { exportFrom: everyFinished })}
          rows={rows}
          filter={filter}
          rowId={(change) => change.id}
          columns={CHANGE_COLUMNS}
          href={(change) => `/changes/${change.id}`}
          glowOf={(change) => `${change.state}:${change.updated_at}:${change.conflicts}:${change.clashes?.length ?? 0}`}
          selecting={
            !isOver && mayEdit
              ? {
                  nameOf: (change) => change.change,
                  thing: "change",
                  actions: (selected, done) => <SeveralChanges selected={selected} onDone={done} />,
                }
              : undefined
          }
          empty={isOver ? <NothingFinished /> : <NothingOpen mayEdit={mayEdit} onNew={() => setNew(true)} />}
          toolbar={
            <FilterBox
              label="Filter changes"
              placeholder="state:conflicted author:ada text"
              value={q}
              onChange={setFilter}
              spec={CHANGE_FILTER}
              rows={rows}
            >
              <SavedFilters page="changes" />
            </FilterBox>
          }
        />
      )}
      {isOver && finished.hasNextPage && (
        <p>
          <Button isBusy={finished.isFetchingNextPage} onClick={() => void finished.fetchNextPage()}>
            Load older changes
          </Button>
        </p>
      )}
      {mayEdit && <NewChange isOpen={search.new !== undefined} fabric={search.fabric} onClose={() => setNew(false)} />}
    </>
  );
}

function NothingOpen({ mayEdit, onNew }: { mayEdit: boolean; onNew: () => void }) {
  return (
    <EmptyState
      title="No open changes"
      action={
        mayEdit ? (
          <Button onClick={onNew}>New change</Button>
        ) : (
          <ButtonLink to="/changes" search={{ state: "finished" }}>
            Show finished changes
          </ButtonLink>
        )
      }
    >
      A change gathers edits of several resources, by one or more people, until they are published together as one
      commit.
    </EmptyState>
  );
}

function NothingFinished() {
  return (
    <EmptyState title="Nothing was published yet">
      Changes are listed here once they are published or discarded.
    </EmptyState>
  );
}
