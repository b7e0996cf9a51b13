/** Resources of a fabric, one of them, and the drafts that are saved of them. */
import { queryOptions, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, client, everyPage, pages } from "../client";
import { keys, type ResourceId } from "../keys";
import type { DraftRequest } from "../types";
import { resourceQuery } from "./resource";

/** The most that one page of resources may have. */
const PAGE = 5000;

function resourcesQuery(fabric: string, changed: boolean) {
  return queryOptions({
    queryKey: [...keys.resources(fabric), { changed }],
    queryFn: ({ signal }) =>
      everyPage(
        (page) =>
          answer(
            client.GET("/api/v1/fabrics/{fabric}/resources", {
              params: { path: { fabric }, query: changed ? { ...page, changed } : page },
              signal,
            }),
          ),
        PAGE,
      ),
  });
}

/**
 * All resources of a fabric. Who changed each last takes the server longer to find out: the rows come without it first, and
 * with it as soon as it is known.
 */
export function useResources(fabric: string) {
  const full = useQuery(resourcesQuery(fabric, true));
  const quick = useQuery({ ...resourcesQuery(fabric, false), enabled: full.data === undefined });
  return full.data === undefined ? quick : full;
}

/** One resource with its fields, drafts, findings, conflicts and references, and the ETag it was answered with. */
export function useResource(id: ResourceId) {
  return useQuery(resourceQuery(id));
}

/** The commits that touched a resource, newest first, as pages. */
export function useHistory(id: ResourceId) {
  return useInfiniteQuery({
    queryKey: keys.history(id),
    queryFn: async ({ signal, pageParam }) =>
      answer(
        client.GET("/api/v1/fabrics/{fabric}/resources/{kind}/{namespace}/{name}/history", {
          params: { path: { ...id }, query: { limit: 50, cursor: pageParam } },
          signal,
        }),
      ),
    ...pages,
  });
}

/** Saves drafts: all of the request, or none of it. */
export function useSaveDrafts(fabric: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: DraftRequest) =>
      answer(client.POST("/api/v1/fabrics/{fabric}/drafts", { params: { path: { fabric } }, body })),
    onSuccess: (change) => {
      void queries.invalidateQueries({ queryKey: keys.changes });
      void queries.invalidateQueries({ queryKey: keys.ofChange(change.change) });
      void queries.invalidateQueries({ queryKey: keys.ofFabric(fabric) });
      void queries.invalidateQueries({ queryKey: keys.fabrics });
    },
  });
}

/** What the server says about a text, without saving it. */
export function checkText(fabric: string, text: string, path: string | undefined, signal?: AbortSignal) {
  return answer(
    client.POST("/api/v1/fabrics/{fabric}/check", {
      params: { path: { fabric } },
      body: { text, ...(path === undefined ? {} : { path }) },
      signal,
    }),
  );
}

/** The schema of a kind, for completion and hover; it rarely changes. */
export function useKindSchema(fabric: string, kind: string, isWanted = true) {
  return useQuery({
    queryKey: keys.schema(fabric, kind),
    queryFn: ({ signal }) =>
      answer(
        client.GET("/api/v1/fabrics/{fabric}/kinds/{kind}/schema", { params: { path: { fabric, kind } }, signal }),
      ),
    enabled: isWanted,
    staleTime: 10 * 60_000,
  });
}
