/** Until when drift is ignored. Pure. */
import { day } from "~/lib/time";

/** Why a day cannot be one until which drift is ignored. */
export function untilProblem(until: number | undefined, now: number): string | undefined {
  return until !== undefined && until <= now ? "that day is over: choose a later one" : undefined;
}

export function untilWords(until: number | undefined): string {
  return until === undefined ? "is ignored until it is taken back" : `is ignored until the end of ${day(until)}`;
}
