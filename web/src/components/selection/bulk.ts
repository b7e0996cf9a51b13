/** What would become of each of several things, and what became of it. Pure. */
import { count } from "~/lib/words";

/** One of the things that are acted on together. */
export interface Planned {
  id: string;
  name: string;
  /** What would happen to it, as a sentence's end; or why nothing does. */
  will: string | undefined;
  refused: string | undefined;
}

/** What became of one. */
export interface Outcome {
  id: string;
  /** What was done, in a few words. */
  done: string | undefined;
  refused: string | undefined;
}

/** What is refused first: it is what a person has to read. */
export function refusedFirst<One extends { refused: string | undefined }>(all: readonly One[]): One[] {
  return [...all.filter((one) => one.refused !== undefined), ...all.filter((one) => one.refused === undefined)];
}

/** The ids of those that something would happen to. */
export function goingOn(planned: readonly Planned[]): string[] {
  return planned.filter((one) => one.refused === undefined).map(({ id }) => id);
}

/** `3 conflicts are decided, 1 is refused.`; `what` begins with the verb, in the singular and the plural. */
export function planWords(
  all: readonly { refused: string | undefined }[],
  thing: string,
  [one, several]: readonly [string, string],
): string {
  const refused = all.filter((each) => each.refused !== undefined).length;
  const going = all.length - refused;
  const rest = refused === 0 ? "" : `, ${refused} ${refused === 1 ? "is" : "are"} refused`;
  return `${count(going, thing)} ${going === 1 ? one : several}${rest}.`.replace(/^n/, "N");
}
