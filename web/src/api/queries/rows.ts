/** The rows of a fabric's list, as queries that can also be asked for outside of a component. */
import { queryOptions, skipToken } from "@tanstack/react-query";
import { answer, client, everyPage } from "../client";
import type { LastCommits } from "../fresh/rows";
import { keys } from "../keys";
import type { ResourceView } from "../types";

/** The most that one page of resources may have. */
const PAGE = 5000;

/** More than a screen has room for. */
const FIRST = 100;

/** Those of Git, and those that open changes add. Loaded once; news bring the rows that they name (fresh/rows.ts), so that it grows old only when something was missed. Its first rows are known before the others (`firstRowsQuery`). */
export function rowsQuery(fabric: string) {
  return queryOptions({
    queryKey: keys.resources(fabric),
    queryFn: async ({ signal, client: queries }): Promise<ResourceView[]> => {
      const { queryKey } = firstRowsQuery(fabric);
      // those of an earlier visit, where it was left before the others came
      queries.removeQueries({ queryKey, type: "inactive" });
      const all = await everyPage(
        (page) =>
          answer(
            client.GET("/api/v1/fabrics/{fabric}/resources", {
              params: { path: { fabric }, query: { added: true, ...page } },
              signal,
            }),
          ),
        { limit: PAGE, first: FIRST, onFirst: (rows) => queries.setQueryData(queryKey, rows) },
      );
      queries.removeQueries({ queryKey });
      return all;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The first rows of the list, while the others are on their way; put there by `rowsQuery`. */
export function firstRowsQuery(fabric: string) {
  return queryOptions<ResourceView[]>({ queryKey: keys.firstRows(fabric), queryFn: skipToken });
}

/** Who touched each file of a fabric last, by path. It takes the server longer than the list: the rows do not wait for it. */
export function lastCommitsQuery(fabric: string) {
  return queryOptions({
    queryKey: keys.lastCommits(fabric),
    queryFn: async ({ signal }): Promise<LastCommits> => {
      const params = { path: { fabric } };
      const { items } = await answer(client.GET("/api/v1/fabrics/{fabric}/last-commits", { params, signal }));
      return Object.fromEntries(items.flatMap(({ paths, ...last }) => paths.map((path) => [path, last])));
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}
