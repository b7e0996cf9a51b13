/**
 * Unsaved texts, kept by the browser for as long as its tab lives: a crash of the tab, an ended log-in or a slip of the
 * finger loses nothing. A browser that keeps nothing works all the same.
 */
import type { ResourceId } from "~/api/keys";
import type { Version } from "./session";

export interface Kept {
  start: Version;
  text: string;
  at: number;
}

const PREFIX = "hedgerow.unsaved:";

/** The store of the tab; nothing where the browser forbids it. */
function store(): Storage | undefined {
  try {
    return globalThis.sessionStorage;
  } catch {
    return undefined;
  }
}

function keyOf(id: ResourceId, change: string): string {
  return PREFIX + [id.fabric, id.kind, id.namespace, id.name, change].map(encodeURIComponent).join("/");
}

/** Keeps a text; tells whether it could. */
export function keep(id: ResourceId, change: string, kept: Kept): boolean {
  try {
    store()?.setItem(keyOf(id, change), JSON.stringify(kept));
    return store() !== undefined;
  } catch {
    return false;
  }
}

export function forget(id: ResourceId, change: string): void {
  store()?.removeItem(keyOf(id, change));
}

export function keptOf(id: ResourceId, change: string): Kept | undefined {
  return read(store()?.getItem(keyOf(id, change)) ?? null);
}

/** The changes in which texts of a resource are kept, the latest first. */
export function changesKept(id: ResourceId): { change: string; at: number }[] {
  const storage = store();
  if (!storage) return [];
  const prefix = keyOf(id, "");
  const found: { change: string; at: number }[] = [];
  for (let at = 0; at < storage.length; at += 1) {
    const key = storage.key(at);
    if (!key?.startsWith(prefix)) continue;
    const kept = read(storage.getItem(key));
    if (kept) found.push({ change: decodeURIComponent(key.slice(prefix.length)), at: kept.at });
  }
  return found.sort((a, b) => b.at - a.at);
}

function read(text: string | null): Kept | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isKept(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== "object" || value === null) return false;
  const { text, start, at } = value as Partial<Kept>;
  return (
    typeof text === "string" &&
    typeof at === "number" &&
    typeof start?.text === "string" &&
    typeof start.revision === "number"
  );
}
