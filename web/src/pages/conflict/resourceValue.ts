/** The resource that a conflict is in, as Git has it. */
import { answer, client } from "~/api/client";
import type { ConflictView } from "~/api/types";

export async function resourceValue(conflict: ConflictView, signal: AbortSignal): Promise<unknown> {
  const { fabric, kind, namespace, name } = conflict;
  const found = await answer(
    client.GET("/api/v1/fabrics/{fabric}/resources/{kind}/{namespace}/{name}", {
      params: { path: { fabric, kind, namespace: namespace || "-", name } },
      signal,
    }),
  );
  return found.value;
}
