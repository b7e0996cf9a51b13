/** What to try, on a server that shows itself: other servers have no tour. */
import { useQuery } from "@tanstack/react-query";
import { answer, client } from "../client";
import { keys } from "../keys";
import { ProblemError } from "../problem";
import type { Tour } from "../types";

/** How often a tour that is open asks what of it was done. */
const LOOK_MS = 3000;

/** The tour; looked at again while it is open and something of it is not done. */
export function useTour(isOpen: boolean) {
  return useQuery<Tour | null>({
    refetchInterval: ({ state: { data } }) => isOpen && data?.steps.some(({ done }) => !done) && LOOK_MS,
    queryKey: keys.tour,
    queryFn: async ({ signal }) => {
      try {
        return await answer(client.GET("/api/v1/tour", { signal }));
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) return null;
        throw error;
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}
