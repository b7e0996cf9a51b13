/** Which part of the help is open: the words for states, or the keys. Any page may ask for it; the frame shows it. */
import { useSyncExternalStore } from "react";

export type HelpAbout = "keys" | "states";

interface Asked {
  about: HelpAbout;
  /** The part of the states to begin at. */
  at?: string;
}

const listeners = new Set<() => void>();
let asked: Asked | undefined;

function set(next: Asked | undefined): void {
  asked = next;
  for (const listener of listeners) listener();
}

export const openHelp = (about: HelpAbout, at?: string) => set(at === undefined ? { about } : { about, at });
export const closeHelp = () => set(undefined);

export function useHelp(): Asked | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => asked,
  );
}
