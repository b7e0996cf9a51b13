/** What newer releases renamed, and bringing resources to it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { eventName } from "~/lib/resourceName";
import { answer, client } from "../client";
import { markOld } from "../fresh/old";
import { keys } from "../keys";
import type { MigrateView, MigrationView } from "../types";

export function useMigrations(fabric: string) {
  return useQuery({
    queryKey: keys.migrations(fabric),
    queryFn: ({ signal }): Promise<MigrationView[]> =>
      answer(client.GET("/api/v1/fabrics/{fabric}/migrations", { params: { path: { fabric } }, signal })),
  });
}

/** What migrating everything would push. */
export function useMigrateDiff(fabric: string) {
  return useQuery({
    queryKey: [...keys.migrations(fabric), "diff"],
    queryFn: ({ signal }): Promise<MigrateView> =>
      answer(
        client.POST("/api/v1/fabrics/{fabric}/migrate", {
          params: { path: { fabric } },
          body: { preview: true },
          signal,
        }),
      ),
  });
}

/** Drafts the newer form of everything in a change. */
export function useMigrate(fabric: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (into: { change?: string }): Promise<MigrateView> =>
      answer(
        client.POST("/api/v1/fabrics/{fabric}/migrate", {
          params: { path: { fabric } },
          body: { ...into, preview: false },
        }),
      ),
    onSuccess: ({ saved }) =>
      markOld(queries, {
        keys: [keys.changes, keys.conflicts],
        fabric,
        resources: { fabric, names: (saved?.drafts ?? []).map(eventName) },
      }),
  });
}
