/** Runs, newest first. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { answer, client, pageOf, paging } from "../client";
import { keys } from "../keys";
import type { RunView } from "../types";

export interface RunFilter {
  fabric?: string;
}

export function useRuns(filter: RunFilter = {}) {
  return useInfiniteQuery({
    queryKey: [...keys.runs, filter],
    queryFn: async ({ signal, pageParam }) =>
      pageOf<RunView>(
        await answer(
          client.GET("/api/v1/runs", {
            params: { query: paging({ limit: 100, cursor: pageParam || undefined }, { ...filter }) },
            signal,
          }),
        ),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
}

/** One run with its steps; asked again every second until it has ended, in case the live connection is away. */
export function useRun(id: number) {
  return useQuery({
    queryKey: keys.run(id),
    queryFn: ({ signal }) => answer(client.GET("/api/v1/runs/{run}", { params: { path: { run: id } }, signal })),
    refetchInterval: ({ state }) => (state.data && !state.data.ended_at ? 1000 : false),
  });
}
