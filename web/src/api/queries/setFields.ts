/** Setting the same field of several resources: what would become of each, and the save. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { eventName } from "~/lib/resourceName";
import { answer, client } from "../client";
import { markOld } from "../fresh/old";
import { keys } from "../keys";
import type { SetFieldsRequest, SetFieldsView } from "../types";

/** With `preview` nothing is saved. */
export function useSetFields(fabric: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: SetFieldsRequest): Promise<SetFieldsView> =>
      answer(client.POST("/api/v1/fabrics/{fabric}/set", { params: { path: { fabric } }, body })),
    onSuccess: ({ saved }) => {
      if (!saved) return;
      markOld(queries, {
        keys: [keys.changes, keys.ofChange(saved.change), keys.ofChange(saved.id)],
        fabric,
        resources: { fabric, names: saved.drafts.map(eventName) },
      });
    },
  });
}
