/** A time: relative, with its date beside it where that is longer ago than a day, exact on hover. All of them tick together. */
import { useSyncExternalStore } from "react";
import { dateBeside, exact, relative } from "~/lib/time";

const TICK_MS = 5000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const tell of listeners) tell();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The time of the last tick. A fresh mount never sees one that is older than what it shows. */
export function useNow(atLeast = 0): number {
  return useSyncExternalStore(subscribe, () => {
    // while nothing ticks it stays the same between two looks, and does not grow older than a tick
    const isOld = listeners.size === 0 && Date.now() - now >= TICK_MS;
    if (isOld || now < atLeast) now = Math.max(Date.now(), atLeast);
    return now;
  });
}

export function Time({ at }: { at: number }) {
  const at_now = useNow(at < Date.now() ? at : 0);
  const date = dateBeside(at, at_now);
  return (
    <time dateTime={new Date(at).toISOString()} title={exact(at)}>
      {relative(at, at_now)}
      {date && `, ${date}`}
    </time>
  );
}
