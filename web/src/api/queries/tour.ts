/** What to try, on a server that shows itself: other servers have no tour. */
import { useQuery } from "@tanstack/react-query";
import { answer, client } from "../client";
import { keys } from "../keys";
import type { Tour } from "../types";
import { useMe } from "./me";

/** How often a tour that is open asks what of it was done. */
const LOOK_MS = 3000;

/** The tour, where there is one; looked at again while it is open and something of it is not done. */
export function useTour(isOpen: boolean) {
  const isThere = useMe()?.tour ?? false;
  return useQuery<Tour>({
    enabled: isThere,
    refetchInterval: ({ state: { data } }) => isOpen && data?.steps.some(({ done }) => !done) && LOOK_MS,
    queryKey: keys.tour,
    queryFn: ({ signal }) => answer(client.GET("/api/v1/tour", { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
