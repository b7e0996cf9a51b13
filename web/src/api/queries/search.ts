/** Search over everything that the asker may know of. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, client } from "../client";
import { keys } from "../keys";

export function useSearch(query: string) {
  const q = query.trim();
  return useQuery({
    queryKey: keys.search(q),
    queryFn: ({ signal }) => answer(client.GET("/api/v1/search", { params: { query: { q, limit: 20 } }, signal })),
    enabled: q !== "",
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    retry: false,
  });
}
