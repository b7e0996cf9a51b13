/** What would become of each of several things, and what became of it. Pure. */
import { capital, count, number } from "~/lib/words";

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
  /** What it waits for, where it is neither done nor refused. */
  waits?: string;
}

/** What is refused first: it is what a person has to read. */
export function refusedFirst<One extends { refused: string | undefined }>(all: readonly One[]): One[] {
  return [...all.filter((one) => one.refused !== undefined), ...all.filter((one) => one.refused === undefined)];
}

/** The ids of those that something would happen to. */
export function goingOn(planned: readonly Planned[]): string[] {
  return planned.filter((one) => one.refused === undefined).map(({ id }) => id);
}

/** `3 conflicts would be decided, 1 is refused.`, or once it is done, `3 conflicts are decided, …`. */
export function planWords(
  all: readonly { refused: string | undefined; waits?: string }[],
  thing: string,
  participle: string,
  isDone: boolean,
): string {
  const refused = all.filter((each) => each.refused !== undefined).length;
  const waiting = all.filter((each) => each.waits !== undefined).length;
  const going = all.length - refused - waiting;
  const verb = isDone ? (going === 1 ? "is" : "are") : "would be";
  const waits = waiting === 0 ? "" : `, ${number(waiting)} ${waiting === 1 ? "waits" : "wait"}`;
  const rest = refused === 0 ? "" : `, ${number(refused)} ${refused === 1 ? "is" : "are"} refused`;
  return capital(`${count(going, thing)} ${verb} ${participle}${waits}${rest}.`);
}
