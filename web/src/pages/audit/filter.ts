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

/** `2026-11-22T02:27`, in the reader's time zone: as a field of a time has it. */
const minute = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short" });

const HOUR = 3_600_000;

/** Times that are often asked for: what they put into the address, at the moment they are chosen. */
export const PERIODS: readonly { label: string; since: (now: number) => string }[] = [
  { label: "Last hour", since: (now) => minuteOf(now - HOUR) },
  { label: "Today", since: (now) => minuteOf(new Date(now).setHours(0, 0)) },
  { label: "Last 7 days", since: (now) => minuteOf(now - 7 * 24 * HOUR) },
];

function minuteOf(at: number): string {
  return minute.format(at).replace(" ", "T");
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
