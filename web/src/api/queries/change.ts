/** One change, as a query: also for who only wants to know what is known of it already. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { answer, client } from "../client";
import { keys } from "../keys";
import type { ChangeView } from "../types";

export function changeQuery(change: string) {
  return queryOptions({
    queryKey: keys.change(change),
    queryFn: ({ signal }): Promise<ChangeView> =>
      answer(client.GET("/api/v1/changes/{change}", { params: { path: { change } }, signal })),
  });
}

/** The name of a change, once something else asked for it. */
export function useKnownChangeName(change: string | undefined): string | undefined {
  return useQuery({ ...changeQuery(change ?? ""), enabled: false }).data?.change;
}
