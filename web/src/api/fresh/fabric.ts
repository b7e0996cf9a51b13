/** One fabric as it is now, for its page and for the list of all: news of one fabric do not load the list again. */
import type { QueryClient } from "@tanstack/react-query";
import { keys } from "../keys";
import { fabricQuery } from "../queries/fabric";
import type { FabricView } from "../types";

/** A list with one of its fabrics as it is now. Pure. */
export function withFabric(list: readonly FabricView[], view: FabricView): FabricView[] {
  return list.map((one) => (one.fabric === view.fabric ? view : one));
}

export async function refreshFabric(queries: QueryClient, fabric: string): Promise<void> {
  const list = queries.getQueryCache().find<FabricView[]>({ queryKey: keys.fabrics, exact: true });
  const own = queries.getQueryCache().find<FabricView>({ queryKey: keys.fabric(fabric), exact: true });
  const isShown = (own?.getObserversCount() ?? 0) > 0;
  if (!list && !isShown) return void queries.invalidateQueries({ queryKey: keys.fabric(fabric), exact: true });
  // what is on its way may be older than the news
  if (list?.state.fetchStatus === "fetching") await list.promise?.catch(() => undefined);
  if (own?.state.fetchStatus === "fetching") await own.promise?.catch(() => undefined);
  try {
    const view = await queries.fetchQuery({ ...fabricQuery(fabric), staleTime: 0 });
    if (list?.state.data === undefined || list.state.isInvalidated) return;
    const isListed = list.state.data.some((one) => one.fabric === fabric);
    if (isListed) queries.setQueryData<FabricView[]>(keys.fabrics, (known) => known && withFabric(known, view));
    else await queries.invalidateQueries({ queryKey: keys.fabrics });
  } catch {
    // it may be gone
    await queries.invalidateQueries({ queryKey: keys.fabrics });
  }
}
