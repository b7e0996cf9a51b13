/** The newest commits that touched a resource, as a query of one page. */
import { queryOptions } from "@tanstack/react-query";
import { answer, client } from "../client";
import { keys, type ResourceId } from "../keys";

export function historyOf(id: ResourceId) {
  return queryOptions({
    queryKey: [...keys.ofResource(id), "newest commits"],
    queryFn: ({ signal }) =>
      answer(
        client.GET("/api/v1/fabrics/{fabric}/resources/{kind}/{namespace}/{name}/history", {
          params: { path: { ...id }, query: { limit: 50 } },
          signal,
        }),
      ),
    retry: false,
  });
}
