/** What to try, on a server that shows itself: other servers have no tour. */
import { useQuery } from "@tanstack/react-query";
import { answer, client } from "../client";
import { keys } from "../keys";
import { ProblemError } from "../problem";
import type { Tour } from "../types";

export function useTour() {
  return useQuery<Tour | null>({
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
