/** Which steps of a tour were done, and where it begins open. Pure. */
import type { Tour, TourStep } from "~/api/types";
import { count, number } from "~/lib/words";

/** What this browser saw done, and of which demo: another at the same address begins anew. */
export interface Done {
  tour: string;
  titles: readonly string[];
}

export const NOTHING_DONE: Done = { tour: "", titles: [] };

/** What is seen now, and what was seen before of steps that are there still; the same value where nothing is new. */
export function remembered(kept: Done, { id, steps }: Pick<Tour, "id" | "steps">): Done {
  const before = kept.tour === id ? kept.titles : [];
  const titles = steps.filter(({ title, done }) => done || before.includes(title)).map(({ title }) => title);
  const isSame =
    kept.tour === id && titles.length === before.length && titles.every((title, at) => title === before[at]);
  return isSame ? kept : { tour: id, titles };
}

/** The first step that was not done; the last where all were. */
export function nextStep({ steps }: Pick<Tour, "steps">, done: readonly string[]): TourStep | undefined {
  return steps.find(({ title }) => !done.includes(title)) ?? steps.at(-1);
}

/** `2 of 13 steps are done.`; nothing before the first. */
export function doneWords(done: number, all: number): string {
  if (done === 0) return "";
  return done === all
    ? "All of it is done."
    : `${number(done)} of ${count(all, "step")} ${done === 1 ? "is" : "are"} done.`;
}

/** Below this width there is no room for the tour beside a page. */
const NARROW = 900;

interface Visit {
  path: string;
  width: number;
  /** The demo was visited with this browser before. */
  isKnown: boolean;
  /** How many steps are done. */
  done: number;
}

/** Whether the tour is folded until somebody opens it: it is open once, where a visitor arrives, until the first step is done. */
export function beginsFolded({ path, width, isKnown, done }: Visit): boolean {
  return path !== "/" || width < NARROW || isKnown || done > 0;
}
