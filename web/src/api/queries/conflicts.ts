/** Conflicts and the decisions about them. */
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { eventName } from "~/lib/resourceName";
import { answer, client, everyPage } from "../client";
import { markOld } from "../fresh/old";
import { keys } from "../keys";
import type { ConflictState, ConflictView, ResolveRequest } from "../types";

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
    onSettled: (conflict) => decided(queries, conflict),
  });
}

/** Takes a decision back. */
export function useReopen() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      answer(client.POST("/api/v1/conflicts/{conflict}/reopen", { params: { path: { conflict: id } }, body: {} })),
    onSettled: (conflict) => decided(queries, conflict),
  });
}

function decided(queries: QueryClient, conflict: ConflictView | undefined): void {
  const old = [keys.conflicts, keys.changes, ["change"]];
  if (conflict) {
    const { fabric } = conflict;
    markOld(queries, { keys: old, fabric, resources: { fabric, names: [eventName(conflict)] } });
  } else {
    markOld(queries, { keys: old });
  }
}
