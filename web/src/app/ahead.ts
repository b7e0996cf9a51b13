/**
 * What a page needs is asked for beside what it waits for anyway: its code while it is not known yet who is logged in, its
 * data while its code is on the way. A failure is not looked at here: it shows where the page itself asks.
 */
import type { FetchQueryOptions, QueryClient, QueryKey } from "@tanstack/react-query";
import type { AnyRouter } from "@tanstack/react-router";

/** The code of the page at the address. */
export function loadAhead(router: AnyRouter): void {
  for (const { routeId } of router.matchRoutes(router.latestLocation)) {
    const route = router.routesById[routeId];
    void router.loadRouteChunk(route)?.catch(() => undefined);
  }
}

/** Data that nobody asked for before; what is known, or failed, is asked for again by the page if it must be. */
export function askAhead<Data, Key extends QueryKey>(
  queries: QueryClient,
  asked: FetchQueryOptions<Data, Error, Data, Key>,
): void {
  if (queries.getQueryState(asked.queryKey) === undefined) void queries.prefetchQuery(asked);
}
