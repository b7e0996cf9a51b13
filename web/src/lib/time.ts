/** Times as people say them. Pure, but for the language of the browser. */
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["week", 7 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

const relativeFormat = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "short" });
// the zone is part of it: people compare it with logs of other places
const exactFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });
const isoDay = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short" });

/** `12 s ago`, `3 min. ago`, `in 5 days`; `now` within a few seconds. */
export function relative(at: number, now: number): string {
  const distance = at - now;
  for (const [unit, milliseconds] of UNITS) {
    if (Math.abs(distance) >= milliseconds) return relativeFormat.format(Math.trunc(distance / milliseconds), unit);
  }
  const seconds = Math.trunc(distance / 1000);
  return Math.abs(seconds) < 5 ? "now" : relativeFormat.format(seconds, "second");
}

const dayOfYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dayOfAnyYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** `27 Nov`, with its year where that is another one; nothing within a day, where the relative time says it all. */
export function dateBeside(at: number, now: number): string | undefined {
  if (Math.abs(at - now) < 86_400_000) return undefined;
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (isThisYear ? dayOfYear : dayOfAnyYear).format(at);
}

/** With date, time, seconds and the zone, as the browser's language writes them. */
export function exact(at: number): string {
  return exactFormat.format(at);
}

/** `2026-11-22`, in the reader's time zone. */
export function day(at: number): string {
  return isoDay.format(at);
}

/** `0.4 ms`, `210 ms`, `1.3 s`, `4 min 2 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1) return `${Math.max(0, milliseconds).toFixed(1)} ms`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

const clockFormat = new Intl.DateTimeFormat("sv-SE", { timeStyle: "medium" });

/** The time of day of a moment, to the second. */
export function clock(at: number): string {
  return clockFormat.format(at);
}

const minuteFormat = new Intl.DateTimeFormat("sv-SE", { timeStyle: "short" });

/** `10:02` of the same day, `2026-11-22 10:02` of another one: since when something holds. */
export function moment(at: number, now: number = Date.now()): string {
  const time = minuteFormat.format(at);
  return day(at) === day(now) ? time : `${day(at)} ${time}`;
}
