/** How the pages ask the server. */
import { QueryClient } from "@tanstack/react-query";
import { ProblemError } from "~/api/problem";

/** The live connection tells what became old; asking again on each look would only cost. */
export function makeQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        gcTime: 15 * 60_000,
        refetchOnWindowFocus: false,
        // an answer with a reason will not change by asking again
        retry: (failures, error) => error instanceof ProblemError && error.isUnreached && failures < 3,
      },
    },
  });
}
