/** One resource, as a query that can also be asked for outside of a component. */
import { queryOptions } from "@tanstack/react-query";
import { answerWithTag, client } from "../client";
import { keys, type ResourceId } from "../keys";

export function resourceQuery(id: ResourceId) {
  return queryOptions({
    queryKey: keys.resource(id),
    queryFn: ({ signal }) =>
      answerWithTag(
        client.GET("/api/v1/fabrics/{fabric}/resources/{kind}/{namespace}/{name}", {
          params: { path: { ...id } },
          signal,
        }),
      ),
  });
}
