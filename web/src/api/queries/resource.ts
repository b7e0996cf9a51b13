/** One resource, as a query that can also be asked for outside of a component. */
import { queryOptions } from "@tanstack/react-query";
import { answerWithTag, client } from "../client";
import { keys, type ResourceId } from "../keys";
import type { ResourceDetail } from "../types";

export function resourceQuery(id: ResourceId) {
  return queryOptions({
    queryKey: keys.resource(id),
    queryFn: async ({ signal }) => {
      const { data, etag } = await answerWithTag(
        client.GET("/api/v1/fabrics/{fabric}/resources/{kind}/{namespace}/{name}", {
          params: { path: { ...id } },
          signal,
        }),
      );
      return { data: data as ResourceDetail, etag };
    },
  });
}
