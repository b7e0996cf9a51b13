/** The audit's filter, between what is typed, the address and what the server is asked. Pure. */
import type { AuditFilter } from "~/api/types";

/** As it stands in the address: texts only; times as their fields have them. */
export interface AuditSearch {
  action?: string;
  actor?: string;
  fabric?: string;
  outcome?: string;
  subject?: string;
  since?: string;
  until?: string;
}

export const FIELDS = ["action", "actor", "fabric", "outcome", "subject", "since", "until"] as const;

/** What an address says, whatever it says. */
export function searchOf(raw: Record<string, unknown>): AuditSearch {
  const entries = FIELDS.map((field) => [field, raw[field]] as const);
  return Object.fromEntries(
    entries
      .filter(([, value]) => (typeof value === "string" && value !== "") || typeof value === "number")
      .map(([field, value]) => [field, String(value)]),
  );
}

/** What the server is asked: times are those of the reader's zone, `until` includes its minute. */
export function filterOf({ since, until, ...texts }: AuditSearch): AuditFilter {
  const filter: AuditFilter = { ...texts };
  const from = since ? new Date(since).getTime() : Number.NaN;
  const to = until ? new Date(until).getTime() : Number.NaN;
  if (!Number.isNaN(from)) filter.since = from;
  if (!Number.isNaN(to)) filter.until = to + 59_999;
  return filter;
}
