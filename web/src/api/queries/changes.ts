/** Changes: lists, one, its diff, and its way to Git. */
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { eventName } from "~/lib/resourceName";
import { answer, answerWithTag, client, everyPage } from "../client";
import { markOld } from "../fresh/old";
import { keys } from "../keys";
import { ProblemError } from "../problem";
import type { ChangeView, DiffView, Me, PublishReport, PublishRequest, RevertRequest } from "../types";

export interface ChangeFilter {
  fabric?: string;
  state?: ChangeView["state"];
}

export function useChanges(filter: ChangeFilter = {}) {
  return useQuery({
    queryKey: [...keys.changes, filter],
    queryFn: ({ signal }) =>
      everyPage((page) => answer(client.GET("/api/v1/changes", { params: { query: { ...filter, ...page } }, signal }))),
  });
}

const OWN = [...keys.changes, "mine"];

/** Those that one opened oneself and that are not over. */
export function useOwnChanges() {
  return useQuery({
    queryKey: OWN,
    queryFn: ({ signal }) =>
      everyPage((page) =>
        answer(client.GET("/api/v1/changes", { params: { query: { mine: true, ...page } }, signal })),
      ),
  });
}

/** A change as the server just gave it, among one's own at once: the bar does not wait for the list. */
export function noteChange(queries: QueryClient, change: ChangeView, me: Me | undefined): void {
  queries.setQueryData(keys.change(change.id), change);
  if (change.author.email !== me?.email) return;
  queries.setQueryData(
    OWN,
    (before: ChangeView[] | undefined) => before && [change, ...before.filter(({ id }) => id !== change.id)],
  );
}

/** The newest ones, finished ones too: enough to name what lately went to Git. */
export function useNewestChanges() {
  return useQuery({
    queryKey: [...keys.changes, "newest"],
    queryFn: async ({ signal }) => {
      const query = { finished: true, limit: 200 };
      return (await answer(client.GET("/api/v1/changes", { params: { query }, signal }))).items;
    },
  });
}

export function useChange(change: string, isWanted = true) {
  return useQuery({
    enabled: isWanted,
    queryKey: keys.change(change),
    queryFn: ({ signal }): Promise<ChangeView> =>
      answer(client.GET("/api/v1/changes/{change}", { params: { path: { change } }, signal })),
  });
}

/** The exact diff that publish would push, and the head it was computed on. */
export function useChangeDiff(change: string, isWanted = true) {
  return useQuery({
    queryKey: keys.diff(change),
    queryFn: ({ signal }) =>
      answer(client.GET("/api/v1/changes/{change}/diff", { params: { path: { change } }, signal })),
    enabled: isWanted,
  });
}

/** How many diffs are asked for at the same time. */
const TOGETHER = 4;

/** The exact diffs of several changes, by id: what publishing each would push. */
export function useChangeDiffs(changes: readonly string[]) {
  const queries = useQueryClient();
  return useQuery({
    // of one moment: news does not change what was looked at
    queryKey: ["diffs of several changes", changes],
    queryFn: async ({ signal }) => {
      const found = new Map<string, DiffView | ProblemError>();
      const left = [...changes];
      const work = async () => {
        for (let change = left.shift(); change !== undefined; change = left.shift()) {
          try {
            const diff = await answer(
              client.GET("/api/v1/changes/{change}/diff", { params: { path: { change } }, signal }),
            );
            queries.setQueryData(keys.diff(change), diff);
            found.set(change, diff);
          } catch (error) {
            if (!(error instanceof ProblemError)) throw error;
            found.set(change, error);
          }
        }
      };
      await Promise.all(Array.from({ length: TOGETHER }, work));
      return found;
    },
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}

/** Publishing and discarding one change after the other, for several at once. */
export function useChangesInTurn() {
  const queries = useQueryClient();
  return {
    publish: (change: string, body: PublishRequest): Promise<PublishReport> =>
      answer(client.POST("/api/v1/changes/{change}/publish", { params: { path: { change } }, body })),
    discard: (change: string): Promise<ChangeView> =>
      answer(client.DELETE("/api/v1/changes/{change}", { params: { path: { change } } })),
    /** All of them are through. */
    through: () => markOld(queries, { keys: [keys.changes, ["change"], keys.conflicts, keys.runs] }),
  };
}

/** What every step of a change makes old; its fabric and resources are named by the news of it. */
function changeMoved(queries: QueryClient, change: string): void {
  markOld(queries, { keys: [keys.changes, keys.ofChange(change), keys.conflicts, keys.runs] });
}

function useChangeMoved(change: string) {
  const queries = useQueryClient();
  return () => changeMoved(queries, change);
}

export function usePublish(change: string) {
  const onSettled = useChangeMoved(change);
  return useMutation({
    mutationFn: (body: PublishRequest) =>
      answer(client.POST("/api/v1/changes/{change}/publish", { params: { path: { change } }, body })),
    onSettled,
  });
}

export function useDiscard(change: string) {
  const onSettled = useChangeMoved(change);
  return useMutation({
    mutationFn: () => answer(client.DELETE("/api/v1/changes/{change}", { params: { path: { change } } })),
    onSettled,
  });
}

/** Discards a change that has no edits. It is asked for once more, and stays where it got one in the meantime. */
async function dropEmpty(change: string): Promise<unknown> {
  const path = { change };
  const { data, etag } = await answerWithTag(client.GET("/api/v1/changes/{change}", { params: { path } }));
  if (data.drafts.length > 0 || etag === undefined)
    throw new Error(`${data.change} got an edit in the meantime: it stays.`);
  const params = { path, header: { "if-match": etag } };
  return answer(client.DELETE("/api/v1/changes/{change}", { params }));
}

export function useDropEmpty(change: string) {
  const onSettled = useChangeMoved(change);
  return useMutation({ mutationFn: () => dropEmpty(change), onSettled });
}

/** Undoes a save of a change, while it is the newest. */
export function useUndoSave() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ change, save }: { change: string; save: number }) =>
      answer(client.POST("/api/v1/changes/{change}/undo", { params: { path: { change } }, body: { save } })),
    onSettled: (_view, _error, { change }) => changeMoved(queries, change),
  });
}

/** Moves edits of a change to another one. */
export function useSplit(change: string) {
  const onSettled = useChangeMoved(change);
  return useMutation({
    mutationFn: (body: { resources: string[]; into: string }) =>
      answer(client.POST("/api/v1/changes/{change}/split", { params: { path: { change } }, body })),
    onSettled,
  });
}

/** Gives a change another name. */
export function useRename(change: string) {
  const onSettled = useChangeMoved(change);
  return useMutation({
    mutationFn: (name: string) =>
      answer(client.PATCH("/api/v1/changes/{change}", { params: { path: { change } }, body: { change: name } })),
    onSettled,
  });
}

/** Opens a change that takes back what a published one did, and gives it. */
export function useRevert(change: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: RevertRequest): Promise<ChangeView> =>
      answer(client.POST("/api/v1/changes/{change}/revert", { params: { path: { change } }, body })),
    onSuccess: ({ fabric, drafts }) =>
      markOld(queries, {
        keys: [keys.changes, keys.conflicts],
        fabric,
        resources: { fabric, names: drafts.map(eventName) },
      }),
  });
}

/** Approves the revision that was looked at. */
export function useApprove(change: string) {
  const onSettled = useChangeMoved(change);
  return useMutation({
    mutationFn: (body: { revision: string; comment?: string }) =>
      answer(client.POST("/api/v1/changes/{change}/approve", { params: { path: { change } }, body })),
    onSettled,
  });
}

export function useWithdrawApproval(change: string) {
  const onSettled = useChangeMoved(change);
  return useMutation({
    mutationFn: () => answer(client.DELETE("/api/v1/changes/{change}/approve", { params: { path: { change } } })),
    onSettled,
  });
}
