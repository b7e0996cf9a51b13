/** The next free VLANs, subnets and ports. */
import { answer, client } from "../client";
import type { FreeView } from "../types";

export type FreeRequest = { what: "vlan"; namespace: string } | { what: "subnet"; length: number; namespace: string };

/** The first one that is free. */
export function nextFree(fabric: string, request: FreeRequest, signal?: AbortSignal): Promise<FreeView> {
  const params = { path: { fabric }, query: { ...request, count: 1 } };
  return answer(client.GET("/api/v1/fabrics/{fabric}/free", { params, signal }));
}
