/** Beside a list's filter: the menu of its saved ones. It applies one, saves what filters the list now, and opens the dialog of all. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, useState } from "react";
import { asProblem } from "~/api/problem";
import { type ListOf, useFiltersOf } from "~/api/queries/filters";
import type { FilterView } from "~/api/types";
import { Button } from "~/components/Button";
import { Late } from "~/components/late/Late";
import { Menu, MenuItem, MenuLabel, MenuLine } from "~/components/Menu";
import { late } from "~/lib/late/late";
import { filtersOf, isSameQuery, queryIn, queryWords, withQuery } from "./pages";
import styles from "./SavedFilters.module.css";

const SaveDialog = lazy(late(() => import("./SaveDialog")));
const ManageDialog = lazy(late(() => import("./ManageDialog")));

/** What is told while they are not there. */
function notLoaded(error: Error | null): string {
  return error ? `They could not be loaded: ${asProblem(error).title}` : "Loading…";
}

export function SavedFilters({ page, fabric }: ListOf) {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const { data, error } = useFiltersOf({ page, fabric });
  const [dialog, setDialog] = useState<"save" | "manage">();
  const all = data ?? [];
  const { own, shared } = filtersOf(all, { page, fabric });
  const now = queryIn(page, search);
  const isFiltered = Object.keys(now).length > 0;
  const apply = ({ query }: FilterView) =>
    void navigate({ to: ".", search: withQuery(page, search, query) as never, resetScroll: false });
  const items = (filters: readonly FilterView[]) =>
    filters.map((one) => (
      <MenuItem key={one.id} icon={isSameQuery(one.query, now) ? "check" : "search"} onSelect={() => apply(one)}>
        <span className={styles.name}>{one.name}</span>
        <span className={`mono small soft ${styles.query}`}>{queryWords(one.query)}</span>
      </MenuItem>
    ));
  return (
    <>
      <Menu
        align="start"
        button={
          <Button look="quiet" icon="down">
            Saved filters
          </Button>
        }
      >
        {own.length > 0 && <MenuLabel>Yours</MenuLabel>}
        {items(own)}
        {shared.length > 0 && <MenuLabel>Shared</MenuLabel>}
        {items(shared)}
        {own.length + shared.length === 0 && (
          <MenuLabel>{data ? "None is saved of this list" : notLoaded(error)}</MenuLabel>
        )}
        <MenuLine />
        <MenuItem icon="plus" disabled={!isFiltered} onSelect={() => setDialog("save")}>
          {isFiltered ? "Save this filter…" : "Save: the list is not filtered"}
        </MenuItem>
        {own.length + shared.length > 0 && (
          <MenuItem icon="edit" onSelect={() => setDialog("manage")}>
            Share, rename, remove…
          </MenuItem>
        )}
      </Menu>
      {dialog && (
        <Late meanwhile={null}>
          {dialog === "save" ? (
            <SaveDialog of={{ page, fabric }} query={now} known={all} onClose={() => setDialog(undefined)} />
          ) : (
            <ManageDialog of={{ page, fabric }} query={now} known={all} onClose={() => setDialog(undefined)} />
          )}
        </Late>
      )}
    </>
  );
}
