/** Filters of lists, saved under a name. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, client, everyPage } from "../client";
import { keys } from "../keys";
import type { FilterEdit, FilterView, NewFilter } from "../types";

/** A list: of one fabric, or of all. */
export interface ListOf {
  page: FilterView["page"];
  fabric?: string | undefined;
}

/** One's own filters of a list, and the shared ones. */
export function useFiltersOf({ page: list, fabric }: ListOf) {
  return useQuery({
    queryKey: keys.filtersOf(list, fabric),
    queryFn: ({ signal }): Promise<FilterView[]> =>
      everyPage((page) => {
        const query = { ...page, list, ...(fabric === undefined ? {} : { fabric }) };
        return answer(client.GET("/api/v1/filters", { params: { query }, signal }));
      }),
    staleTime: 60_000,
    // no event tells of what one saved in another window
    refetchOnWindowFocus: "always",
  });
}

/** One's own filters and the shared ones, of all lists that one may see. */
export function useFilters(isWanted: boolean) {
  return useQuery({
    queryKey: keys.filters,
    queryFn: ({ signal }): Promise<FilterView[]> =>
      everyPage((page) => answer(client.GET("/api/v1/filters", { params: { query: page }, signal }))),
    enabled: isWanted,
    staleTime: 60_000,
  });
}

/** `"r3"`: what was looked at. */
function seen({ revision }: Pick<FilterView, "revision">) {
  return { "if-match": `"r${revision}"` };
}

export function useSaveFilter() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewFilter): Promise<FilterView> => answer(client.POST("/api/v1/filters", { body })),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.filters }),
  });
}

export function useChangeFilter() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ filter, edit }: { filter: FilterView; edit: FilterEdit }): Promise<FilterView> =>
      answer(
        client.PATCH("/api/v1/filters/{filter}", {
          params: { path: { filter: filter.id }, header: seen(filter) },
          body: edit,
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.filters }),
  });
}

export function useRemoveFilter() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (filter: FilterView) =>
      answer(
        client.DELETE("/api/v1/filters/{filter}", {
          params: { path: { filter: filter.id }, header: seen(filter) },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.filters }),
  });
}
