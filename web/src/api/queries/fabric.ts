/** One fabric, as a query that can also be asked for outside of a component. */
import { queryOptions } from "@tanstack/react-query";
import { answer, client } from "../client";
import { keys } from "../keys";
import type { FabricView } from "../types";

export function fabricQuery(fabric: string) {
  return queryOptions({
    queryKey: keys.fabric(fabric),
    queryFn: ({ signal }): Promise<FabricView> =>
      answer(client.GET("/api/v1/fabrics/{fabric}", { params: { path: { fabric } }, signal })),
  });
}
