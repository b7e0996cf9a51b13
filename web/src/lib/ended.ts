/** Whether the session ended under an open page. The page stays as it is, with what was typed into it. */
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let hasEnded = false;

function set(ended: boolean): void {
  if (hasEnded === ended) return;
  hasEnded = ended;
  for (const listener of listeners) listener();
}

/** The server says that nobody is logged in any more. */
export const sessionEnded = () => set(true);

/** Somebody is logged in again, or leaves for the log-in page. */
export const sessionBegan = () => set(false);

export function useSessionEnded(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => hasEnded,
  );
}
