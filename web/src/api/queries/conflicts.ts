/** Conflicts and the decisions about them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { eventName } from "~/lib/resourceName";
import { answer, client, everyPage } from "../client";
import { markOld } from "../fresh/old";
import { keys } from "../keys";
import type { ConflictState, ResolveRequest } from "../types";

export interface ConflictFilter {
  fabric?: string;
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

/** A conflict with those that are settled together with it. */
export function useConflictSet(id: number) {
  return useQuery({
    queryKey: keys.conflictSet(id),
    queryFn: ({ signal }) =>
      answer(client.GET("/api/v1/conflicts/{conflict}/set", { params: { path: { conflict: id } }, signal })),
  });
}

export function useResolve() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: ResolveRequest & { id: number }) =>
      answer(client.POST("/api/v1/conflicts/{conflict}/resolve", { params: { path: { conflict: id } }, body })),
    onSettled: (conflict) => {
      const old = [keys.conflicts, keys.changes, ["change"]];
      if (!conflict) return markOld(queries, { keys: old });
      const { fabric } = conflict;
      markOld(queries, { keys: old, fabric, resources: { fabric, names: [eventName(conflict)] } });
    },
  });
}
