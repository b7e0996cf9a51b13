/** Clusters, and which fabric lives in which. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, client, everyPage } from "../client";
import { markOld } from "../fresh/old";
import { keys } from "../keys";
import type { ClusterAccess, ClusterPlace, NewCluster } from "../types";

/** Only administrators may ask for them. */
export function useClusters({ isWanted = true } = {}) {
  return useQuery({
    enabled: isWanted,
    queryKey: keys.clusters,
    queryFn: ({ signal }) =>
      everyPage((page) => answer(client.GET("/api/v1/clusters", { params: { query: page }, signal }))),
  });
}

function useClustersMoved() {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: keys.clusters });
}

export function useAddCluster() {
  const onSuccess = useClustersMoved();
  return useMutation({
    mutationFn: (body: NewCluster) => answer(client.POST("/api/v1/clusters", { body })),
    // a secret is not kept longer than its request
    gcTime: 0,
    onSuccess,
  });
}

/** Exchanges how it is reached and who asks; tested live before it holds. */
export function useRotateCluster(cluster: string) {
  const onSettled = useClustersMoved();
  return useMutation({
    mutationFn: (body: ClusterAccess) =>
      answer(client.PUT("/api/v1/clusters/{cluster}/access", { params: { path: { cluster } }, body })),
    // a secret is not kept longer than its request
    gcTime: 0,
    onSettled,
  });
}

/** Asks it, live, and what its login may do there. */
export function useTestCluster(cluster: string) {
  const onSettled = useClustersMoved();
  return useMutation({
    mutationFn: () => answer(client.POST("/api/v1/clusters/{cluster}/test", { params: { path: { cluster } } })),
    onSettled,
  });
}

export function useRemoveCluster(cluster: string) {
  const onSuccess = useClustersMoved();
  return useMutation({
    mutationFn: () => answer(client.DELETE("/api/v1/clusters/{cluster}", { params: { path: { cluster } } })),
    onSuccess,
  });
}

/** What allows a fabric's cluster to be followed, and with `apply` to be re-applied, as YAML. */
export function useClusterManifest(fabric: string, apply: boolean) {
  return useQuery({
    queryKey: keys.clusterManifest(fabric, apply),
    queryFn: ({ signal }) =>
      answer(
        client.GET("/api/v1/fabrics/{fabric}/cluster/manifest", {
          params: { path: { fabric }, query: { apply } },
          parseAs: "text",
          signal,
        }),
      ),
  });
}

/** Says in which cluster and namespaces a fabric lives; `null`: in none. */
export function useSetFabricCluster(fabric: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (place: ClusterPlace | null) => {
      const params = { path: { fabric } };
      const url = "/api/v1/fabrics/{fabric}/cluster";
      return answer(place ? client.PUT(url, { params, body: place }) : client.DELETE(url, { params }));
    },
    onSuccess: () =>
      markOld(queries, {
        keys: [keys.clusters, keys.fabrics, keys.ofFabric(fabric), keys.resources(fabric), keys.drift(fabric)],
      }),
  });
}
