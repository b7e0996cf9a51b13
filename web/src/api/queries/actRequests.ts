/** Acts in clusters that wait for a second person. */
import { queryOptions, useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { answer, client } from "../client";
import { markOld } from "../fresh/old";
import { keys } from "../keys";
import type { ActRequestView } from "../types";

/** What waits in the clusters of some fabrics, fabric by fabric, the oldest first. */
export function useActRequests(fabrics: readonly string[]): ActRequestView[] {
  return useQueries({
    queries: fabrics.map((fabric) =>
      queryOptions({
        queryKey: keys.actRequests(fabric),
        queryFn: ({ signal }) =>
          answer(client.GET("/api/v1/fabrics/{fabric}/act-requests", { params: { path: { fabric } }, signal })),
      }),
    ),
    combine: (answers) => answers.flatMap(({ data }) => data ?? []),
  });
}

/** Approves exactly what was shown, which does it. */
export function useApproveActs() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ fabric, id, revision }: ActRequestView) =>
      answer(
        client.POST("/api/v1/fabrics/{fabric}/act-requests/{id}/approve", {
          params: { path: { fabric, id } },
          body: { revision },
        }),
      ),
    // one that failed may have done a part
    onSettled: (_, __, { fabric, acts }) =>
      markOld(queries, {
        keys: [keys.drift(fabric)],
        fabric,
        resources: { fabric, names: acts.map(({ resource }) => resource) },
      }),
  });
}

/** Declines what somebody asked for, or takes back one's own. */
export function useDeclineActs() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ fabric, id }: ActRequestView) =>
      answer(client.DELETE("/api/v1/fabrics/{fabric}/act-requests/{id}", { params: { path: { fabric, id } } })),
    onSettled: (_, __, { fabric }) => markOld(queries, { keys: [keys.drift(fabric)], fabric }),
  });
}
