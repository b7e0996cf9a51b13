/** Runs, newest first. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { answer, client, pages } from "../client";
import { keys } from "../keys";

export interface RunFilter {
  fabric?: string;
}

export function useRuns(filter: RunFilter = {}) {
  return useInfiniteQuery({
    queryKey: [...keys.runs, filter],
    queryFn: async ({ signal, pageParam }) =>
      answer(
        client.GET("/api/v1/runs", {
          params: { query: { ...filter, limit: 100, cursor: pageParam } },
          signal,
        }),
      ),
    ...pages,
  });
}

/** One run with its steps; asked again every second until it has ended, in case the live connection is away. */
export function useRun(id: number, isWanted = true) {
  return useQuery({
    enabled: isWanted,
    queryKey: keys.run(id),
    queryFn: ({ signal }) => answer(client.GET("/api/v1/runs/{run}", { params: { path: { run: id } }, signal })),
    refetchInterval: ({ state }) => (state.data && !state.data.ended_at ? 1000 : false),
  });
}
