/** What was decided last in this window, by change: so that the bar of the change can take it back too. */
import { useSyncExternalStore } from "react";
import type { ConflictView } from "~/api/types";
import { groupBy } from "~/lib/group";
import { type Decision, decisionOf } from "./takenBack";

const NONE: readonly Decision[] = [];
const listeners = new Set<() => void>();
/** The decisions, by the id of their change. */
const last = new Map<string, readonly Decision[]>();

export function rememberDecided(conflicts: readonly ConflictView[]): void {
  const of = groupBy(conflicts, ({ change_id }) => change_id ?? "");
  for (const [change, decided] of of) {
    if (change !== "") last.set(change, decided.map(decisionOf));
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
