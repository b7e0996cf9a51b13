/** Resources of a fabric, one of them, and the drafts that are saved of them. */
import {
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useMemo } from "react";
import { eventName } from "~/lib/resourceName";
import { answer, client, pages } from "../client";
import { markDrafted } from "../fresh/drafted";
import { markOld } from "../fresh/old";
import { keys, type ResourceId } from "../keys";
import type { DraftRequest, Identity, ResourceView } from "../types";
import { resourceQuery } from "./resource";
import { firstRowsQuery, lastCommitsQuery, rowsQuery } from "./rows";

/** Those of Git, and those that open changes add. */
export function useRows(fabric: string) {
  return useQuery(rowsQuery(fabric));
}

/** Resources of a fabric. */
interface Resources {
  rows: ResourceView[];
  /** They are the first ones, and more are on their way: nothing may be concluded of what is not among them. */
  isPartial: boolean;
}

/** All resources of a fabric, each with who changed its file last as soon as that is known; the first of them before. */
export function useResources(fabric: string) {
  const { data: all, error, refetch, isPending } = useRows(fabric);
  const { data: first } = useQuery(firstRowsQuery(fabric));
  const { data: commits } = useQuery(lastCommitsQuery(fabric));
  const known = all ?? first;
  const isPartial = all === undefined;
  const data = useMemo((): Resources | undefined => {
    const rows = commits ? known?.map((row) => ({ ...row, changed: row.path ? commits[row.path] : undefined })) : known;
    return rows && { rows, isPartial };
  }, [known, isPartial, commits]);
  return { data, error, refetch, isPending };
}

/** A resource's row in the list, with who changed its file last; nothing where there is none. */
export function useRowOf(fabric: string, { group, kind, namespace, name }: Identity) {
  const named = { kind, namespace, name };
  return useQuery({
    queryKey: [...keys.ofResource({ fabric, ...named }), "row", group],
    queryFn: async ({ signal }): Promise<ResourceView | null> => {
      const query = { names: eventName(named), changed: true };
      const { items } = await answer(
        client.GET("/api/v1/fabrics/{fabric}/resources", { params: { path: { fabric }, query }, signal }),
      );
      return items.find((row) => row.group === group && row.namespace === namespace) ?? null;
    },
  });
}

/** One resource with its fields, drafts, findings, conflicts and references, and the ETag it was answered with. */
export function useResource(id: ResourceId, isWanted = true) {
  return useQuery({ ...resourceQuery(id), enabled: isWanted });
}

/** What would break if resources were removed together; with `change`, as that open change would leave the fabric. */
export function useImpact(fabric: string, resources: readonly string[], change: string | undefined) {
  return useQuery({
    queryKey: keys.impact(fabric, resources, change),
    queryFn: ({ signal }) =>
      answer(
        client.POST("/api/v1/fabrics/{fabric}/impact", {
          params: { path: { fabric } },
          body: { resources: [...resources], change },
          signal,
        }),
      ),
  });
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
    onSuccess: ({ change, id, drafts }) => {
      const names = drafts.map(eventName);
      markDrafted(queries, { fabric, names });
      const ofChange = [keys.changes, keys.ofChange(change), keys.ofChange(id)];
      markOld(queries, {
        keys: ofChange,
        fabric,
        resources: { fabric, names },
      });
    },
  });
}

/** What the server says about a text, without saving it. */
export function checkText(
  fabric: string,
  text: string,
  path: string | undefined,
  signal?: AbortSignal,
  change?: string,
) {
  return answer(
    client.POST("/api/v1/fabrics/{fabric}/check", {
      params: { path: { fabric } },
      body: { text, ...(path === undefined ? {} : { path }), ...(change === undefined ? {} : { change }) },
      signal,
    }),
  );
}

/** The schema of a kind; it rarely changes. */
function schemaQuery(fabric: string, kind: string) {
  return queryOptions({
    queryKey: keys.schema(fabric, kind),
    queryFn: ({ signal }) =>
      answer(
        client.GET("/api/v1/fabrics/{fabric}/kinds/{kind}/schema", { params: { path: { fabric, kind } }, signal }),
      ),
    staleTime: 10 * 60_000,
  });
}

/** The schema of a kind, for completion and hover. */
export function useKindSchema(fabric: string, kind: string, isWanted = true) {
  return useQuery({ ...schemaQuery(fabric, kind), enabled: isWanted });
}

/** The schemas of several kinds, each as `KIND.GROUP`; none for one that has none. */
export function useKindSchemas(fabric: string, kinds: readonly string[]) {
  return useQueries({ queries: kinds.map((kind) => schemaQuery(fabric, kind)) });
}
