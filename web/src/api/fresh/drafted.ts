/** A resource that was just drafted says so at once, before it is asked for again: what is in its draft comes with the answer. */
import type { QueryClient } from "@tanstack/react-query";
import type { ResourceDetail } from "../types";
import { isOfOne, type NamedResources } from "./old";

export function markDrafted(queries: QueryClient, { fabric, names }: NamedResources): void {
  const drafted = new Set(names);
  queries.setQueriesData<unknown>(
    { predicate: ({ queryKey }) => queryKey.at(-1) === "detail" && isOfOne(queryKey, fabric, drafted) },
    asDrafted,
  );
}

/** Of what is in sync it is certain; any other state may stay, and the server says it. */
export function asDrafted(known: unknown): unknown {
  const { data } = (known ?? {}) as { data?: Partial<ResourceDetail> };
  return data?.state === "in sync" ? { ...(known as object), data: { ...data, state: "draft" } } : known;
}
