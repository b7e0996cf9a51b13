/** Who set each field of a resource, as Git's history tells it. */
import { useQuery } from "@tanstack/react-query";
import { answer, client } from "../client";
import { keys, type ResourceId } from "../keys";

/** Asked for only where somebody looks at it: it costs the server a look into the past. */
export function useBlame(id: ResourceId, isWanted: boolean) {
  return useQuery({
    queryKey: keys.blame(id),
    queryFn: ({ signal }) =>
      answer(
        client.GET("/api/v1/fabrics/{fabric}/resources/{kind}/{namespace}/{name}/blame", {
          params: { path: { ...id } },
          signal,
        }),
      ),
    enabled: isWanted,
    retry: false,
  });
}
