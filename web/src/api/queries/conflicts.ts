/** Conflicts and the decisions about them. */
import { keepPreviousData, type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { eventName } from "~/lib/resourceName";
import { answer, client, everyPage } from "../client";
import { markOld } from "../fresh/old";
import { keys } from "../keys";
import type {
  BulkOutcome,
  ConflictKind,
  ConflictState,
  ConflictView,
  KeepCopyRequest,
  ResolveRequest,
  Side,
} from "../types";

export interface ConflictFilter {
  fabric?: string;
  state?: ConflictState;
  change?: string;
  kind?: string;
  /** The resource's name. */
  name?: string;
  conflict?: ConflictKind;
  /** By login; an empty text: those that nobody is to decide. */
  assignee?: string;
}

/** Open ones, unless a state is asked for. */
export function useConflicts(filter: ConflictFilter = {}, { isWanted = true } = {}) {
  return useQuery({
    enabled: isWanted,
    queryKey: [...keys.conflicts, filter],
    queryFn: ({ signal }) =>
      everyPage((page) =>
        answer(client.GET("/api/v1/conflicts", { params: { query: { ...filter, ...page } }, signal })),
      ),
  });
}

/** A conflict with those that are settled together with it. */
export function useConflictSet(id: number, isWanted = true) {
  return useQuery({
    enabled: isWanted,
    queryKey: keys.conflictSet(id),
    queryFn: ({ signal }) =>
      answer(client.GET("/api/v1/conflicts/{conflict}/set", { params: { path: { conflict: id } }, signal })),
  });
}

/** What is tried for one conflict of a resource. */
export type Tried = { conflict: number } & ({ take: Side } | { value: string });

/** What the resource of a conflict would be with these choices; the answer to other choices stays until this one is there. */
export function useConflictResult(id: number, choices: readonly Tried[], isWanted: boolean) {
  return useQuery({
    queryKey: keys.conflictResult(id, choices),
    queryFn: ({ signal }) =>
      answer(
        client.POST("/api/v1/conflicts/{conflict}/result", {
          params: { path: { conflict: id } },
          body: { choices: [...choices] },
          signal,
        }),
      ),
    enabled: isWanted,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 60_000,
  });
}

/** The documents of a resource that has several, among which one is to be kept. */
export function useCopies(id: number) {
  return useQuery({
    queryKey: keys.copies(id),
    queryFn: ({ signal }) =>
      answer(client.GET("/api/v1/conflicts/{conflict}/copies", { params: { path: { conflict: id } }, signal })),
  });
}

/** Keeps one of several documents, as a change. */
export function useKeepCopy(id: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: KeepCopyRequest) =>
      answer(client.POST("/api/v1/conflicts/{conflict}/keep", { params: { path: { conflict: id } }, body })),
    onSettled: (change) => {
      const ofChange = change ? [keys.ofChange(change.change), keys.ofChange(change.id)] : [];
      const names = change?.drafts.map(eventName) ?? [];
      markOld(queries, {
        keys: [keys.conflicts, keys.changes, ...ofChange],
        ...(change ? { fabric: change.fabric, resources: { fabric: change.fabric, names } } : {}),
      });
    },
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

/** The most conflicts that one request decides. */
const AT_ONCE = 1000;

interface TakeMany {
  conflicts: readonly number[];
  take: Side;
  why?: string;
  /** The change in which Git takes what is decided between it and the cluster. */
  change?: string;
  preview: boolean;
}

/** One decision about several conflicts; with `preview` nothing is written, and it is told what each would be. */
export function useResolveMany() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (asked: TakeMany) => {
      const { conflicts, ...rest } = asked;
      const outcomes: BulkOutcome[] = [];
      for (let at = 0; at < conflicts.length; at += AT_ONCE) {
        const body = { ...rest, conflicts: conflicts.slice(at, at + AT_ONCE) };
        outcomes.push(...(await answer(client.POST("/api/v1/conflicts/resolve", { body }))).conflicts);
      }
      return outcomes;
    },
    onSettled: (_, __, { preview }) => {
      if (!preview) decided(queries, undefined);
    },
  });
}

/** Gives conflicts to somebody to decide, by login; null: to nobody. */
export function useAssign() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ conflicts, assignee }: { conflicts: readonly number[]; assignee: string | null }) => {
      for (const conflict of conflicts) {
        const params = { path: { conflict } };
        await answer(client.PUT("/api/v1/conflicts/{conflict}/assignee", { params, body: { assignee } }));
      }
    },
    onSettled: () => markOld(queries, { keys: [keys.conflicts] }),
  });
}

/** Says something about a conflict. */
export function useRemark() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, text }: { id: number; text: string }) =>
      answer(
        client.POST("/api/v1/conflicts/{conflict}/remarks", { params: { path: { conflict: id } }, body: { text } }),
      ),
    onSettled: () => markOld(queries, { keys: [keys.conflicts] }),
  });
}

function decided(queries: QueryClient, conflict: ConflictView | undefined): void {
  const old = [keys.conflicts, keys.changes, ["change"]];
  if (conflict) {
    const { fabric } = conflict;
    markOld(queries, {
      keys: [...old, keys.drift(fabric)],
      fabric,
      resources: { fabric, names: [eventName(conflict)] },
    });
  } else {
    markOld(queries, { keys: old });
  }
}
