/** What a word for a state is made of. */
import type { Tone } from "~/components/lamps/shapes";

export interface StateWord {
  /** As pages show it, where that is not the API's own word. */
  word?: string;
  tone: Tone;
  /** One sentence: what it means, and what to do where something is to do. */
  means: string;
}

export interface StateGroup<State extends string> {
  /** What is in such a state. */
  title: string;
  words: Record<State, StateWord>;
}
