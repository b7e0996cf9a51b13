/** Fabrics and their directories. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, client, everyPage } from "../client";
import { markOld } from "../fresh/old";
import { keys } from "../keys";
import type { FabricPlace, FabricSettings, FabricView, KindView, NewFabric } from "../types";
import { fabricQuery } from "./fabric";

export function useFabrics() {
  return useQuery({
    queryKey: keys.fabrics,
    queryFn: ({ signal }) =>
      everyPage((page) => answer(client.GET("/api/v1/fabrics", { params: { query: page }, signal }))),
  });
}

export function useFabric(fabric: string) {
  const queries = useQueryClient();
  return useQuery({
    ...fabricQuery(fabric),
    placeholderData: () => queries.getQueryData<FabricView[]>(keys.fabrics)?.find((one) => one.fabric === fabric),
  });
}

export function useKinds(fabric: string) {
  return useQuery({
    queryKey: keys.kinds(fabric),
    queryFn: async ({ signal }): Promise<KindView[]> =>
      everyPage(() => answer(client.GET("/api/v1/fabrics/{fabric}/kinds", { params: { path: { fabric } }, signal }))),
  });
}

/** The files of a fabric's directory, with what is wrong in each. */
export function useFiles(fabric: string) {
  return useQuery({
    queryKey: keys.files(fabric),
    queryFn: ({ signal }) =>
      everyPage((page) =>
        answer(client.GET("/api/v1/fabrics/{fabric}/files", { params: { path: { fabric }, query: page }, signal })),
      ),
  });
}

export function useFindings(fabric: string, isWanted = true) {
  return useQuery({
    enabled: isWanted,
    queryKey: keys.findings(fabric),
    queryFn: ({ signal }) =>
      everyPage((page) =>
        answer(
          client.GET("/api/v1/fabrics/{fabric}/findings", {
            params: { path: { fabric }, query: page },
            signal,
          }),
        ),
      ),
  });
}

/** What initialising or repairing the directory would do; the server looks at Git for it. */
export function useDirectoryPreview(fabric: string) {
  return useQuery({
    queryKey: keys.directory(fabric),
    queryFn: ({ signal }) =>
      answer(client.GET("/api/v1/fabrics/{fabric}/directory", { params: { path: { fabric } }, signal })),
  });
}

export function useApplyDirectory(fabric: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (previewed: string | undefined) =>
      answer(client.POST("/api/v1/fabrics/{fabric}/directory", { params: { path: { fabric } }, body: { previewed } })),
    onSettled: () => markOld(queries, { keys: [keys.directory(fabric)], fabric }),
  });
}

export function useSync(fabric: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => answer(client.POST("/api/v1/fabrics/{fabric}/sync", { params: { path: { fabric } } })),
    // what came of it is told by events, resource by resource
    onSettled: () => markOld(queries, { keys: [keys.runs], fabric }),
  });
}

export function useAddFabric() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewFabric) => answer(client.POST("/api/v1/fabrics", { body })),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: keys.fabrics });
      void queries.invalidateQueries({ queryKey: keys.repositories });
    },
  });
}

export function useUpdateFabric(fabric: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: FabricSettings & { four_eyes?: boolean }) =>
      answer(client.PATCH("/api/v1/fabrics/{fabric}", { params: { path: { fabric } }, body })),
    onSuccess: () => markOld(queries, { keys: [keys.fabrics, keys.ofFabric(fabric)] }),
  });
}

/** What moving a fabric would do; the server fetches the new place for it. */
export function usePreviewFabricMove(fabric: string) {
  return useMutation({
    mutationFn: (body: FabricPlace) =>
      answer(client.POST("/api/v1/fabrics/{fabric}/place/preview", { params: { path: { fabric } }, body })),
  });
}

/** Moves a fabric as it was previewed. */
export function useMoveFabric(fabric: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: FabricPlace) =>
      answer(client.POST("/api/v1/fabrics/{fabric}/place", { params: { path: { fabric } }, body })),
    onSuccess: () =>
      markOld(queries, {
        keys: [
          keys.fabrics,
          keys.ofFabric(fabric),
          keys.resources(fabric),
          keys.lastCommits(fabric),
          keys.changes,
          keys.conflicts,
          keys.repositories,
        ],
      }),
  });
}

/** Forgets a fabric, with as many drafts as were looked at; nothing in Git changes. */
export function useRemoveFabric(fabric: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (drafts: number) =>
      answer(
        client.DELETE("/api/v1/fabrics/{fabric}", { params: { path: { fabric }, query: { discard_drafts: drafts } } }),
      ),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: keys.fabrics });
      void queries.invalidateQueries({ queryKey: keys.repositories });
    },
    // refused where there are other drafts than those that were listed: the list is loaded again
    onError: () => queries.invalidateQueries({ queryKey: keys.changes }),
  });
}
