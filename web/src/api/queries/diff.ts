/**
 * The exact diff that publish would push. Its key names what it is computed from, so that it is asked for anew when that moves,
 * and not when the change has just been published: then there is none.
 */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, client } from "../client";
import type { ChangeView, DiffView } from "../types";
import { useFabric } from "./fabrics";

export function usePreviewDiff(change: ChangeView, isWanted: boolean) {
  const head = useFabric(change.fabric).data?.commit;
  const drafts = change.drafts.map((draft) => `${draft.kind}/${draft.namespace}/${draft.name}:${draft.revision}`);
  return useQuery({
    queryKey: ["diff", change.id, head, change.updated_at, change.conflicts, ...drafts],
    queryFn: ({ signal }): Promise<DiffView> =>
      answer(client.GET("/api/v1/changes/{change}/diff", { params: { path: { change: change.id } }, signal })),
    enabled: isWanted,
    placeholderData: keepPreviousData,
    // it belongs to this moment
    staleTime: 30_000,
    gcTime: 60_000,
  });
}
