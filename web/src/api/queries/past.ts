/** What a fabric was at an earlier commit or time. What a commit has never changes, so it is asked for once. */
import { queryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { answer, client, pages } from "../client";
import { keys, type ResourceId } from "../keys";

/** A commit by its digits, or a time; now without either. */
export interface Point {
  commit?: string;
  time?: number;
}

/** The text of a file at a point; of now it grows old at once. */
export function fileAt(fabric: string, path: string, commit: string | undefined) {
  return queryOptions({
    queryKey: keys.fileAt(fabric, path, commit),
    queryFn: ({ signal }) =>
      answer(
        client.GET("/api/v1/fabrics/{fabric}/file", {
          params: { path: { fabric }, query: commit === undefined ? { path } : { path, commit } },
          signal,
        }),
      ),
    staleTime: commit === undefined ? 0 : Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** A resource as it was at a commit. */
export function resourceAt(id: ResourceId, commit: string) {
  return queryOptions({
    queryKey: [...keys.past(id.fabric), "resource", id.kind, id.namespace, id.name, commit],
    queryFn: ({ signal }) =>
      answer(
        client.GET("/api/v1/fabrics/{fabric}/resources/{kind}/{namespace}/{name}/at/{commit}", {
          params: { path: { ...id, commit } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** The commits that changed a fabric, newest first. A page may have none, and still not be the last one. */
export function useCommits(fabric: string) {
  return useInfiniteQuery({
    queryKey: [...keys.past(fabric), "commits"],
    queryFn: async ({ signal, pageParam }) =>
      answer(
        client.GET("/api/v1/fabrics/{fabric}/commits", {
          params: { path: { fabric }, query: { limit: 50, cursor: pageParam } },
          signal,
        }),
      ),
    ...pages,
    staleTime: 0,
    retry: false,
  });
}

/** The most that one page of resources may have. */
const PAGE = 5000;

/** The resources of a fabric as they were; how each is now grows old with the fabric. */
export function useFabricAt(fabric: string, point: Point) {
  return useInfiniteQuery({
    queryKey: [...keys.past(fabric), "list", point],
    queryFn: async ({ signal, pageParam }) =>
      answer(
        client.GET("/api/v1/fabrics/{fabric}/at", {
          params: { path: { fabric }, query: { ...point, limit: PAGE, cursor: pageParam } },
          signal,
        }),
      ),
    ...pages,
    retry: false,
  });
}

/** What differs between two points. */
export function useComparison(fabric: string, from: Point, to: Point) {
  const query = {
    ...(from.commit === undefined ? {} : { from: from.commit }),
    ...(from.time === undefined ? {} : { from_time: from.time }),
    ...(to.commit === undefined ? {} : { to: to.commit }),
    ...(to.time === undefined ? {} : { to_time: to.time }),
  };
  return useInfiniteQuery({
    queryKey: [...keys.past(fabric), "comparison", from, to],
    queryFn: async ({ signal, pageParam }) =>
      answer(
        client.GET("/api/v1/fabrics/{fabric}/compare", {
          params: { path: { fabric }, query: { ...query, limit: 100, cursor: pageParam } },
          signal,
        }),
      ),
    ...pages,
    retry: false,
  });
}

export function useResourceAt(id: ResourceId, commit: string) {
  return useQuery(resourceAt(id, commit));
}
