/** The audit log, newest first, and the proof that nobody touched it. */
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { answer, client, pages } from "../client";
import { keys } from "../keys";
import type { paths } from "../schema";
import type { AuditFilter } from "../types";

/** What is typed or stands in an address may be no word of the audit: the server says so. */
type AuditQuery = paths["/api/v1/audit"]["get"]["parameters"]["query"];

export function useAudit(filter: AuditFilter = {}) {
  return useInfiniteQuery({
    queryKey: [...keys.audit, "entries", filter],
    queryFn: async ({ signal, pageParam }) =>
      answer(
        client.GET("/api/v1/audit", {
          params: { query: { ...filter, limit: 200, cursor: pageParam } as AuditQuery },
          signal,
        }),
      ),
    ...pages,
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
