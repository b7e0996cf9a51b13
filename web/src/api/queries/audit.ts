/** The audit log, newest first, and the proof that nobody touched it. */
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { answer, client, pageOf, paging } from "../client";
import { keys } from "../keys";
import type { AuditEntry, AuditFilter } from "../types";

export function useAudit(filter: AuditFilter = {}) {
  return useInfiniteQuery({
    queryKey: [...keys.audit, "entries", filter],
    queryFn: async ({ signal, pageParam }) =>
      pageOf<AuditEntry>(
        await answer(
          client.GET("/api/v1/audit", {
            params: { query: paging({ limit: 200, cursor: pageParam || undefined }, { ...filter }) },
            signal,
          }),
        ),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
}

/** Reads the whole chain, so only when asked to. */
export function useVerifyAudit() {
  return useMutation({ mutationFn: () => answer(client.GET("/api/v1/audit/verification")) });
}

/** Where the browser gets the export with the same filter. */
export function auditExport(format: "jsonl" | "csv", filter: AuditFilter = {}): string {
  const query = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(filter)) {
    if (value !== undefined && value !== "") query.set(name, String(value));
  }
  return `/api/v1/audit/export?${query}`;
}
