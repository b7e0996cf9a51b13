/** What disagrees: a row per resource of a change; several are selected and decided together. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useDeferredValue, useMemo } from "react";
import { useConflicts } from "~/api/queries/conflicts";
import { useFabrics } from "~/api/queries/fabrics";
import { mayAnywhere, useMe } from "~/api/queries/me";
import type { ConflictState, ConflictView } from "~/api/types";
import { useAddressText } from "~/app/useAddressText";
import { Button } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";
import { SelectField } from "~/components/fields";
import { FilterBox } from "~/components/filter/FilterBox";
import { Loaded } from "~/components/Loaded";
import { PageHeader } from "~/components/PageHeader";
import { stateWord } from "~/components/state/words";
import { DataTable } from "~/components/table/DataTable";
import { type ConflictSet, setsOf, titleOf } from "~/features/conflict/set";
import { SORTS } from "~/features/conflict/sorts";
import { SavedFilters } from "~/features/filters/SavedFilters";
import { compileFilter } from "~/lib/filter/compile";
import { count } from "~/lib/words";
import styles from "./ConflictsPage.module.css";
import { SET_COLUMNS } from "./columns";
import { SET_FILTER } from "./groups";
import { askedFor, fits, type Narrowed, offered, STATES, stateOf } from "./narrow";
import { TakeSide } from "./TakeSide";

export function ConflictsPage() {
  const search = useSearch({ from: "/frame/conflicts" });
  const me = useMe();
  const state = stateOf(search);
  const conflicts = useConflicts(askedFor(search, me?.login));
  const { change, kind, sort } = search;
  const shown = useMemo(
    () => conflicts.data?.filter(fits({ ...(change && { change }), ...(kind && { kind }), ...(sort && { sort }) })),
    [conflicts.data, change, kind, sort],
  );
  return (
    <>
      <PageHeader title="Conflicts" help="deciding" sentence={shown && <Sentence conflicts={shown} state={state} />} />
      <div className={styles.page}>
        <Filters narrowed={search} loaded={conflicts.data ?? []} />
        <Loaded query={conflicts}>{() => <Found conflicts={shown ?? []} narrowed={search} />}</Loaded>
      </div>
    </>
  );
}

function Sentence({ conflicts, state }: { conflicts: ConflictView[]; state: ConflictState }) {
  const sets = setsOf(conflicts);
  if (conflicts.length === 0) return <>No conflict is {state}.</>;
  const waits =
    state === "open"
      ? `${conflicts.length === 1 ? "needs" : "need"} a decision`
      : `${conflicts.length === 1 ? "is" : "are"} ${state}`;
  return (
    <>
      {count(conflicts.length, "conflict")} in {count(sets.length, "resource")} {waits}.
    </>
  );
}

interface FiltersProps {
  narrowed: Narrowed;
  /** What was asked for: it says what can be chosen. */
  loaded: readonly ConflictView[];
}

function Filters({ narrowed, loaded }: FiltersProps) {
  const navigate = useNavigate({ from: "/conflicts" });
  const me = useMe();
  const fabrics = useFabrics().data ?? [];
  const set = (name: keyof Narrowed) => (value: string) =>
    void navigate({ search: (before) => ({ ...before, [name]: value || undefined }), replace: true });
  const choice = (any: string, values: readonly string[]) => [
    { value: "", label: any },
    ...values.map((value) => ({ value, label: value })),
  ];
  const names = fabrics.map(({ fabric }) => fabric);
  const logins = loaded.flatMap(({ assignee }) => (assignee ? [assignee] : []));
  const { assignee } = narrowed;
  const others = offered(logins, assignee === "me" || assignee === "nobody" ? undefined : assignee);
  return (
    <section className={styles.tools} aria-label="Which conflicts">
      <SelectField
        label="State"
        value={stateOf(narrowed)}
        options={STATES}
        onChange={(value) => set("state")(value === "open" ? "" : value)}
      />
      <SelectField
        label="Fabric"
        value={narrowed.fabric ?? ""}
        options={choice("All fabrics", offered(names, narrowed.fabric))}
        onChange={set("fabric")}
      />
      <SelectField
        label="Kind"
        value={narrowed.kind ?? ""}
        options={choice(
          "All kinds",
          offered(
            loaded.map(({ kind }) => kind),
            narrowed.kind,
          ),
        )}
        onChange={set("kind")}
      />
      <SelectField
        label="Sort of conflict"
        value={narrowed.sort ?? ""}
        options={[
          { value: "", label: "All sorts" },
          ...SORTS.map((value) => ({ value, label: stateWord("ConflictKind", value).word })),
        ]}
        onChange={set("sort")}
      />
      <SelectField
        label="Assigned to"
        value={assignee ?? ""}
        options={[
          { value: "", label: "All people" },
          ...(me?.login ? [{ value: "me", label: "Me" }] : []),
          { value: "nobody", label: "Not assigned" },
          ...others.map((value) => ({ value, label: value })),
        ]}
        onChange={set("assignee")}
      />
    </section>
  );
}

const setId = (set: ConflictSet) => set.key;
const newsOf = ({ conflicts }: ConflictSet) => conflicts.map((one) => `${one.id}${one.state}${one.assignee}`).join();

function Found({ conflicts, narrowed }: { conflicts: ConflictView[]; narrowed: Narrowed }) {
  const navigate = useNavigate({ from: "/conflicts" });
  const me = useMe();
  const mayDecide = mayAnywhere(me, "resolve") || mayAnywhere(me, "apply");
  const [q, setQ] = useAddressText("q");
  const sets = useMemo(() => setsOf(conflicts), [conflicts]);
  const typed = useDeferredValue(q);
  const filter = useMemo(() => (typed ? compileFilter<ConflictSet>(typed, SET_FILTER).test : undefined), [typed]);
  const columns = useMemo(() => SET_COLUMNS.filter(({ id }) => id !== "fabric" || !narrowed.fabric), [narrowed.fabric]);
  const state = stateOf(narrowed);
  const showAll = () => void navigate({ search: ({ q, state }) => ({ q, state }), replace: true });
  const { fabric, change, kind, sort, assignee } = narrowed;
  return (
    <>
      {change && (
        <p className="soft">
          Only of change {change}.{" "}
          <button type="button" className={styles.plainlink} onClick={showAll}>
            Show all conflicts
          </button>
        </p>
      )}
      <DataTable<ConflictSet>
        label="Conflicts"
        storeAs="conflicts"
        exportAs={`conflicts-${state}`}
        rows={sets}
        filter={filter}
        rowId={setId}
        columns={columns}
        href={({ first }) => `/conflicts/${first.id}`}
        firstSort={{ column: "fabric", isDescending: false }}
        glowOf={newsOf}
        selecting={
          mayDecide && state === "open"
            ? {
                nameOf: ({ first }) => `${titleOf(first)}${first.change ? ` in ${first.change}` : ""}`,
                thing: "resource",
                actions: (selected, done) => <TakeSide selected={selected} onDone={done} />,
              }
            : undefined
        }
        empty={
          <Nothing isFiltered={Boolean(fabric || change || kind || sort || assignee)} state={state} onAll={showAll} />
        }
        toolbar={(shown): ReactNode => (
          <FilterBox
            value={q}
            onChange={setQ}
            spec={SET_FILTER}
            rows={sets}
            label="Filter conflicts"
            placeholder="kind:vpc change:tills path:vlan"
          >
            <SavedFilters page="conflicts" />
            {q && <span className="soft small">{count(shown, "resource")}</span>}
          </FilterBox>
        )}
      />
    </>
  );
}

function Nothing({ isFiltered, state, onAll }: { isFiltered: boolean; state: ConflictState; onAll: () => void }) {
  if (isFiltered) {
    return <EmptyState title="No conflict matches" action={<Button onClick={onAll}>Show all conflicts</Button>} />;
  }
  if (state !== "open") {
    return <EmptyState title={`No conflict is ${state}`} />;
  }
  return (
    <EmptyState title="No conflicts">
      When Git and a draft change the same field differently, it shows here at once, with both values and what it was
      before. So does a field that was changed in the cluster and also in Git or in a draft, and a resource that came to
      Git and breaks a rule together with a draft. Fields that only one side changed are merged automatically.
    </EmptyState>
  );
}
