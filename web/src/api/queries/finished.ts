/** Changes that are published or discarded, newest first, as pages: there are more of them every day. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { answer, client, pages } from "../client";
import { keys } from "../keys";

export function useFinishedChanges(fabric: string | undefined, isWanted: boolean) {
  return useInfiniteQuery({
    queryKey: [...keys.changes, "finished", fabric],
    queryFn: ({ signal, pageParam }) =>
      answer(
        client.GET("/api/v1/changes", {
          params: { query: { finished: true, limit: 200, cursor: pageParam, ...(fabric ? { fabric } : {}) } },
          signal,
        }),
      ),
    ...pages,
    enabled: isWanted,
  });
}
