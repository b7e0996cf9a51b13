/** Choices that a browser keeps: theme, density, columns. A browser that keeps nothing works all the same. */
import { useCallback, useSyncExternalStore } from "react";

const PREFIX = "hedgerow.";
const listeners = new Set<() => void>();
const cache = new Map<string, { text: string | null; value: unknown }>();

function readText(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return cache.get(key)?.text ?? null;
  }
}

export function readStored<Value>(key: string, fallback: Value): Value {
  const text = readText(key);
  const known = cache.get(key);
  if (known && known.text === text) return known.value as Value;
  let value: unknown = fallback;
  try {
    if (text !== null) value = JSON.parse(text);
  } catch {
    // written by something else
  }
  cache.set(key, { text, value });
  return value as Value;
}

export function writeStored<Value>(key: string, value: Value): void {
  const text = JSON.stringify(value);
  cache.set(key, { text, value });
  try {
    localStorage.setItem(PREFIX + key, text);
  } catch {
    // private windows may keep nothing
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** A choice and how to change it; the same in every window of this browser. The fallback must be a constant. */
export function useStored<Value>(key: string, fallback: Value): [Value, (value: Value) => void] {
  const value = useSyncExternalStore(subscribe, () => readStored(key, fallback));
  const set = useCallback((next: Value) => writeStored(key, next), [key]);
  return [value, set];
}
