/** The next free VLANs, subnets and ports. */
import { useQuery } from "@tanstack/react-query";
import { answer, client } from "../client";
import type { FreeView } from "../types";

export type FreeRequest =
  | { what: "vlan"; namespace: string }
  | { what: "subnet"; length: number; namespace: string }
  | { what: "port"; switch: string };

/** The first ones that are free. */
export function nextFree(
  fabric: string,
  request: FreeRequest,
  signal?: AbortSignal | undefined,
  count = 1,
  taken?: number,
): Promise<FreeView> {
  const params = { path: { fabric }, query: { ...request, count, ...(taken === undefined ? {} : { taken }) } };
  return answer(client.GET("/api/v1/fabrics/{fabric}/free", { params, signal: signal ?? null }));
}

/** `count` free ones, and `taken` of those that are taken. Nothing is asked while there is no request. */
export function useFree(fabric: string, request: FreeRequest | undefined, count: number, taken?: number) {
  return useQuery({
    queryKey: ["fabric", fabric, "free", request, count, taken],
    queryFn: ({ signal }) => (request ? nextFree(fabric, request, signal, count, taken) : null),
    enabled: request !== undefined,
    retry: false,
  });
}
