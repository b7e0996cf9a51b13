/** The change that the page which is shown edits in: the bar shows that one. */
import { useEffect, useSyncExternalStore } from "react";
import type { Target } from "./target";

export interface Pinned {
  fabric: string;
  target: Target;
}

let pinned: Pinned | undefined;
const listeners = new Set<() => void>();

function pin(next: Pinned | undefined): void {
  pinned = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Holds the bar to this change while whoever calls it is shown. */
export function usePin(fabric: string, target: Target | undefined): void {
  const name = target?.name;
  const isNew = target?.isNew ?? false;
  useEffect(() => {
    if (name === undefined) return;
    const own = { fabric, target: { name, isNew } };
    pin(own);
    return () => {
      if (pinned === own) pin(undefined);
    };
  }, [fabric, name, isNew]);
}

export function usePinned(): Pinned | undefined {
  return useSyncExternalStore(subscribe, () => pinned);
}
