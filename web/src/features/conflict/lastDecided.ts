/** What was decided last in this window, by change: so that the bar of the change can take it back too. */
import { useSyncExternalStore } from "react";
import { groupBy } from "~/lib/group";
import type { Decision } from "./takenBack";

const NONE: readonly Decision[] = [];
const listeners = new Set<() => void>();
/** The decisions, by the id of their change. */
const last = new Map<string, readonly Decision[]>();

/** `change`: the id of the change in which it was decided, where there is one. */
export function rememberDecided(decisions: readonly (Decision & { change: string | null | undefined })[]): void {
  const of = groupBy(decisions, ({ change }) => change ?? "");
  for (const [change, decided] of of) {
    if (change !== "") last.set(change, decided);
  }
  tell();
}

/** They were taken back, here or elsewhere. */
export function forgetDecided(ids: readonly number[]): void {
  for (const [change, decided] of last) {
    if (decided.some(({ id }) => ids.includes(id))) last.delete(change);
  }
  tell();
}

export function useLastDecided(change: string): readonly Decision[] {
  return useSyncExternalStore(subscribe, () => last.get(change) ?? NONE);
}

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
