/** What disagrees: by fabric, then by resource. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useConflicts } from "~/api/queries/conflicts";
import type { ConflictState, ConflictView } from "~/api/types";
import { useAddressText } from "~/app/useAddressText";
import { EmptyState } from "~/components/EmptyState";
import { SelectField } from "~/components/fields";
import { FilterBox } from "~/components/filter/FilterBox";
import { Loaded } from "~/components/Loaded";
import { PageHeader } from "~/components/PageHeader";
import { type ConflictSet, setsOf } from "~/features/conflict/set";
import { compileFilter } from "~/lib/filter/compile";
import { count } from "~/lib/words";
import styles from "./ConflictsPage.module.css";
import { FabricSets } from "./FabricSets";
import { byFabric, SET_FILTER } from "./groups";

const STATES: readonly { value: ConflictState; label: string }[] = [
  { value: "open", label: "Open" },
  { value: "resolved", label: "Resolved" },
  { value: "superseded", label: "Superseded" },
];

export function ConflictsPage() {
  const { fabric, change, state: asked } = useSearch({ from: "/frame/conflicts" });
  const state = STATES.find((one) => one.value === asked)?.value ?? "open";
  const conflicts = useConflicts({ fabric, state });
  return (
    <>
      <PageHeader
        title="Conflicts"
        sentence={conflicts.data && <Sentence conflicts={conflicts.data} state={state} />}
      />
      <Loaded query={conflicts}>
        {(all) => <Found conflicts={change ? all.filter((one) => one.change === change) : all} state={state} />}
      </Loaded>
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

function Found({ conflicts, state }: { conflicts: ConflictView[]; state: ConflictState }) {
  const search = useSearch({ from: "/frame/conflicts" });
  const navigate = useNavigate({ from: "/conflicts" });
  const [q, setQ] = useAddressText("q");
  const sets = useMemo(() => setsOf(conflicts), [conflicts]);
  const filter = useMemo(() => compileFilter<ConflictSet>(q, SET_FILTER), [q]);
  const shown = sets.filter(filter.test);
  const narrowed = [search.fabric && `fabric ${search.fabric}`, search.change && `change ${search.change}`].filter(
    Boolean,
  );
  return (
    <div className={styles.page}>
      <div className={styles.tools}>
        <FilterBox
          value={q}
          onChange={setQ}
          spec={SET_FILTER}
          rows={sets}
          label="Filter conflicts"
          placeholder="kind:vpc change:tills path:vlan"
        >
          {!filter.isEmpty && <span className="soft small">{count(shown.length, "resource")}</span>}
        </FilterBox>
        <SelectField
          label="State"
          value={state}
          options={STATES}
          onChange={(value) =>
            void navigate({
              search: (before) => ({ ...before, state: value === "open" ? undefined : value }),
              replace: true,
            })
          }
        />
      </div>
      {narrowed.length > 0 && (
        <p className="soft">
          Only of {narrowed.join(" and ")}.{" "}
          <button
            type="button"
            className={styles.plainlink}
            onClick={() => void navigate({ search: ({ q, state }) => ({ q, state }) })}
          >
            Show all conflicts
          </button>
        </p>
      )}
      {byFabric(shown).map(([fabric, ofFabric]) => (
        <FabricSets key={fabric} fabric={fabric} sets={ofFabric} />
      ))}
      {shown.length === 0 && <Nothing isFiltered={sets.length > 0} state={state} />}
    </div>
  );
}

function Nothing({ isFiltered, state }: { isFiltered: boolean; state: ConflictState }) {
  if (isFiltered) return <EmptyState title="Nothing matches the filter" />;
  if (state !== "open") {
    return <EmptyState title={`No conflict is ${state}`} command="hedgerow conflicts --all" />;
  }
  return (
    <div className="panel">
      <EmptyState title="No conflicts" command="hedgerow conflicts">
        When Git and a draft change the same field differently, it shows here at once, with both values and what it was
        before. So does a resource that came to Git and breaks a rule together with a draft. Fields that only one side
        changed are merged automatically.
      </EmptyState>
    </div>
  );
}
