/** A point of the past in an address: a commit or a time. Pure. */
import type { Point } from "~/api/queries/past";

/** As an address has it. */
export interface PointSearch {
  commit?: string | undefined;
  time?: string | undefined;
}

const COMMIT = /^[0-9a-f]{7,40}$/i;

/** A commit goes before a time. What is neither is now. */
export function pointOf({ commit, time }: PointSearch): Point {
  if (commit !== undefined) return { commit };
  const at = time === undefined ? Number.NaN : Number(time);
  return Number.isSafeInteger(at) ? { time: at } : {};
}

export function searchOf({ commit, time }: Point): PointSearch {
  return { commit, time: commit === undefined && time !== undefined ? String(time) : undefined };
}

export function isNow({ commit, time }: Point): boolean {
  return commit === undefined && time === undefined;
}

/** What was typed, or what is wrong with it: a commit where something stands for it, else the time of a date field. */
export function typedPoint(commit: string, time: string): Point | string {
  const digits = commit.trim().toLowerCase();
  if (digits !== "") {
    return COMMIT.test(digits) ? { commit: digits } : "A commit has 7 to 40 hexadecimal digits, such as 4f2a91c.";
  }
  const at = new Date(time).getTime();
  return Number.isNaN(at) ? "Choose a time, or enter a commit." : { time: at };
}

const DAY = 86_400_000;

/** Times that are asked for often, before `now`. */
export function usualTimes(now: number): { label: string; time: number }[] {
  return [
    { label: "An hour ago", time: now - DAY / 24 },
    { label: "Yesterday", time: now - DAY },
    { label: "A week ago", time: now - 7 * DAY },
  ];
}

/** A time as a date field of the browser takes it, in the reader's zone. */
export function fieldTime(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
