/** What clusters have otherwise than Git, and what is done about it. */
import {
  type QueryClient,
  queryOptions,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { eventName } from "~/lib/resourceName";
import { answer, client, everyPage } from "../client";
import { markOld } from "../fresh/old";
import { keys, type ResourceId } from "../keys";
import type {
  AppliedView,
  ClusterApplyRequest,
  DriftView,
  IgnoreRequest,
  ReapplyRequest,
  TakeRequest,
  TakeView,
  UndoneView,
} from "../types";

function driftQuery(fabric: string) {
  return queryOptions({
    queryKey: keys.drift(fabric),
    queryFn: ({ signal }): Promise<DriftView[]> =>
      everyPage((page) =>
        answer(client.GET("/api/v1/fabrics/{fabric}/drift", { params: { path: { fabric }, query: page }, signal })),
      ),
  });
}

export interface DriftOfFabric {
  fabric: string;
  drifts: DriftView[] | undefined;
  error: Error | null;
}

/** The drift of several fabrics; of one that is not there yet, nothing. */
export function useDrifts(fabrics: readonly string[]) {
  return useQueries({
    queries: fabrics.map(driftQuery),
    combine: (answers) => ({
      of: answers.map(({ data, error }, at): DriftOfFabric => ({ fabric: fabrics[at] ?? "", drifts: data, error })),
      refetch: () => {
        for (const one of answers) void one.refetch();
      },
    }),
  });
}

/** The object that a cluster has of a resource, with its text; nothing where it has none. */
export function useActual(id: ResourceId, { isWanted = true } = {}) {
  return useQuery({
    enabled: isWanted,
    queryKey: keys.actual(id),
    queryFn: async ({ signal }) => {
      const [kind = id.kind] = id.kind.split(".");
      const { items } = await answer(
        client.GET("/api/v1/fabrics/{fabric}/actual", {
          params: { path: { fabric: id.fabric }, query: { kind, name: id.name, limit: 1000 } },
          signal,
        }),
      );
      const namespace = id.namespace === "-" ? "" : id.namespace;
      return items.find((one) => one.namespace === namespace) ?? null;
    },
  });
}

/** What Git takes: values of the cluster (`accept`), or resources that only the cluster has (`import`). */
export type Taking = "accept" | "import";

function take(fabric: string, what: Taking, body: Partial<TakeRequest>): Promise<TakeView> {
  const params = { path: { fabric } };
  return answer(
    what === "accept"
      ? client.POST("/api/v1/fabrics/{fabric}/drift/accept", { params, body: body as TakeRequest })
      : client.POST("/api/v1/fabrics/{fabric}/drift/import", { params, body: body as TakeRequest }),
  );
}

/** What taking would make of Git; saves nothing. */
export function usePreviewTake(fabric: string, what: Taking) {
  return useMutation({
    mutationFn: (body: Pick<TakeRequest, "resources"> & { path?: string }) =>
      take(fabric, what, { ...body, preview: true }),
  });
}

/** Takes it, as it was previewed, into a change. */
export function useTake(fabric: string, what: Taking) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Pick<TakeRequest, "resources" | "seen"> & { path?: string; change?: string }) =>
      take(fabric, what, body),
    onSuccess: ({ saved }) =>
      markOld(queries, {
        keys: [keys.changes, ...(saved ? [keys.ofChange(saved.change), keys.ofChange(saved.id)] : [])],
        fabric,
        resources: { fabric, names: (saved?.drafts ?? []).map(eventName) },
      }),
  });
}

/** Resources of one fabric that something is done about in its cluster. */
function driftMoved(queries: QueryClient, fabric: string, names: readonly string[]): void {
  markOld(queries, { keys: [keys.drift(fabric)], fabric, resources: { fabric, names } });
}

type Reapplying = Partial<ReapplyRequest> & { fabric: string; resources: string[] };

/** Brings resources back to what Git wants, in their cluster; with `dry_run`, asks whether it would take them. */
export function useReapply() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ fabric, ...body }: Reapplying) =>
      answer(
        client.POST("/api/v1/fabrics/{fabric}/drift/reapply", {
          params: { path: { fabric } },
          body: body as ReapplyRequest,
        }),
      ),
    onSuccess: (_, { fabric, resources, dry_run }) => {
      if (!dry_run) driftMoved(queries, fabric, resources);
    },
  });
}

/** What Hedgerow has not done in a fabric's cluster yet: under way, refused, waiting. */
export function useApplying(fabric: string) {
  return useQuery({
    queryKey: keys.applying(fabric),
    queryFn: ({ signal }): Promise<AppliedView[]> =>
      everyPage((page) =>
        answer(
          client.GET("/api/v1/fabrics/{fabric}/apply", {
            params: { path: { fabric }, query: { ...page, open: true } },
            signal,
          }),
        ),
      ),
  });
}

/** Brings a fabric's cluster to what Git wants; with `dry_run`, asks the cluster whether it would accept that. */
export function useApply(fabric: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ClusterApplyRequest) =>
      answer(client.POST("/api/v1/fabrics/{fabric}/apply", { params: { path: { fabric } }, body })),
    // one that failed may have done a part
    onSettled: (view, _, { dry_run }) => {
      if (!dry_run) driftMoved(queries, fabric, view?.results.map(({ resource }) => resource) ?? []);
    },
  });
}

export interface UndoneOfFabric {
  fabric: string;
  undone: UndoneView;
}

/** More than anybody reads at once: `hedgerow drift FABRIC --undone` lists them all. */
const UNDONE = 100;

/** Edits in the clusters of some fabrics that an applier undid, the newest first. */
export function useUndone(fabrics: readonly string[]): UndoneOfFabric[] {
  return useQueries({
    queries: fabrics.map((fabric) =>
      queryOptions({
        queryKey: keys.undone(fabric),
        queryFn: ({ signal }) =>
          answer(
            client.GET("/api/v1/fabrics/{fabric}/undone", {
              params: { path: { fabric }, query: { limit: UNDONE } },
              signal,
            }),
          ),
      }),
    ),
    combine: (answers) =>
      answers
        .flatMap(({ data }, at) => (data?.items ?? []).map((undone) => ({ fabric: fabrics[at] ?? "", undone })))
        .sort((a, b) => b.undone.at - a.undone.at),
  });
}

export function useIgnoreDrift() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ fabric, ...body }: IgnoreRequest & { fabric: string }) =>
      answer(client.POST("/api/v1/fabrics/{fabric}/drift/ignore", { params: { path: { fabric } }, body })),
    onSuccess: (_, { fabric, resource }) => driftMoved(queries, fabric, [resource]),
  });
}

/** Takes one ignoring back: that of a field, or (without a path) that of the whole resource. */
export function useHeedDrift() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ fabric, ...query }: { fabric: string; resource: string; path?: string }) =>
      answer(client.DELETE("/api/v1/fabrics/{fabric}/drift/ignore", { params: { path: { fabric }, query } })),
    onSuccess: (_, { fabric, resource }) => driftMoved(queries, fabric, [resource]),
  });
}
