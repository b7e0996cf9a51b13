/** Which steps of a tour were done. Pure. */
import type { Tour } from "~/api/types";
import { count, number } from "~/lib/words";

/** The titles of what was done: what is seen now, and what was seen before of steps that are there still. */
export function remembered(kept: readonly string[], { steps }: Pick<Tour, "steps">): readonly string[] {
  return steps.filter(({ title, done }) => done || kept.includes(title)).map(({ title }) => title);
}

/** `2 of 13 steps are done.`; nothing before the first. */
export function doneWords(done: number, all: number): string {
  if (done === 0) return "";
  return done === all
    ? "All of it is done."
    : `${number(done)} of ${count(all, "step")} ${done === 1 ? "is" : "are"} done.`;
}
