/** Filters of lists that are saved under a name. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, client, everyPage } from "../client";
import { keys } from "../keys";
import type { FilterEdit, FilterView, NewFilter } from "../types";

/** One's own, and the shared ones of the lists that one may see. */
export function useFilters(isWanted = true) {
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
