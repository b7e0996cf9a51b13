/** Conflicts and the decisions about them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, client, everyPage } from "../client";
import { keys } from "../keys";
import type { ConflictState, ResolveRequest } from "../types";

export interface ConflictFilter {
  fabric?: string;
  change?: string;
  state?: ConflictState;
}

/** Open ones, unless a state is asked for. */
export function useConflicts(filter: ConflictFilter = {}) {
  return useQuery({
    queryKey: [...keys.conflicts, filter],
    queryFn: ({ signal }) =>
      everyPage((page) =>
        answer(client.GET("/api/v1/conflicts", { params: { query: { ...filter, ...page } }, signal })),
      ),
  });
}

export function useConflict(id: number) {
  return useQuery({
    queryKey: keys.conflict(id),
    queryFn: ({ signal }) =>
      answer(client.GET("/api/v1/conflicts/{conflict}", { params: { path: { conflict: id } }, signal })),
  });
}

export function useResolve() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: ResolveRequest & { id: number }) =>
      answer(client.POST("/api/v1/conflicts/{conflict}/resolve", { params: { path: { conflict: id } }, body })),
    onSettled: () => {
      for (const queryKey of [keys.conflicts, keys.changes, ["change"], keys.fabrics, ["fabric"]]) {
        void queries.invalidateQueries({ queryKey });
      }
    },
  });
}
