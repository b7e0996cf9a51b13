/** What was decided last in this window, by change: so that the bar of the change can take it back too. */
import { useSyncExternalStore } from "react";
import { groupBy } from "~/lib/group";

const NONE: readonly number[] = [];
const listeners = new Set<() => void>();
/** The numbers of the conflicts, by the id of their change. */
const last = new Map<string, readonly number[]>();

export function rememberDecided(conflicts: readonly { id: number; change_id?: string | null }[]): void {
  const of = groupBy(conflicts, ({ change_id }) => change_id ?? "");
  for (const [change, decided] of of) {
    if (change !== "")
      last.set(
        change,
        decided.map(({ id }) => id),
      );
  }
  tell();
}

/** They were taken back, here or elsewhere. */
export function forgetDecided(ids: readonly number[]): void {
  for (const [change, decided] of last) {
    if (decided.some((id) => ids.includes(id))) last.delete(change);
  }
  tell();
}

export function useLastDecided(change: string): readonly number[] {
  return useSyncExternalStore(subscribe, () => last.get(change) ?? NONE);
}

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
