/** What the server tells while it happens, and what each of it makes old. Pure. */
import { keys, type QueryKey } from "~/api/keys";
import type { Event } from "~/api/schema";

export type LiveEvent =
  | Event
  /** The stream is open. */
  | { event: "hello" }
  /** Something was missed: everything must be asked for anew. `lagged`: the reader was too slow. */
  | { event: "reset" }
  | { event: "lagged" };

/** What must be asked for anew after an event; `everything` where it cannot be told. */
export function madeOld(event: LiveEvent): QueryKey[] | "everything" {
  switch (event.event) {
    case "reset":
    case "lagged":
      return "everything";
    case "hello":
    case "progress":
      return [];
    case "ingested":
      return [keys.fabrics, keys.ofFabric(event.fabric), keys.changes, ["change"], keys.runs, keys.repositories];
    case "change":
      return [keys.changes, ...ofChange(event), keys.fabrics, keys.ofFabric(event.fabric), keys.runs];
    case "drafts":
      return [keys.changes, ...ofChange(event), keys.fabrics, keys.ofFabric(event.fabric)];
    case "conflicts":
      return [keys.conflicts, keys.fabrics, keys.ofFabric(event.fabric), keys.changes, ["change"]];
    case "run":
      return [keys.runs];
    case "fabric":
      return [keys.fabrics, keys.ofFabric(event.fabric)];
    case "repository":
      return [keys.repositories, keys.credentials, keys.fabrics];
  }
}

/** A change may be asked for by its name or by its id. */
function ofChange({ change, id }: { change: string; id: string }): QueryKey[] {
  return [keys.ofChange(change), keys.ofChange(id)];
}

/** An event of the stream; nothing for one that this application is too old to know. */
export function parseEvent(name: string, data: string): LiveEvent | undefined {
  const known: LiveEvent["event"][] = [
    "hello",
    "reset",
    "lagged",
    "progress",
    "ingested",
    "change",
    "drafts",
    "conflicts",
    "run",
    "fabric",
    "repository",
  ];
  if (!known.some((word) => word === name)) return undefined;
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null ? ({ ...value, event: name } as LiveEvent) : undefined;
  } catch {
    return undefined;
  }
}
