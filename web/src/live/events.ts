/** What the server tells while it happens, and what each of it makes old. Pure. */
import { keys, type QueryKey } from "~/api/keys";

export type LiveEvent =
  | { event: "hello"; id?: string }
  | { event: "reset" | "lagged" }
  | { event: "progress"; fabric?: string | null; step: string; done?: number | null; total?: number | null }
  | { event: "ingested"; fabric: string; commit: string; resources?: string[] }
  | { event: "change"; id: string; change?: string; fabric?: string; state: string }
  | { event: "drafts"; fabric: string; change: string; resources: string[]; author?: unknown }
  | { event: "conflicts"; fabric: string }
  | { event: "run"; id: number; kind: string; fabric?: string; state: string }
  | { event: "fabric"; fabric: string }
  | { event: "repository"; repository: string; problem?: string };

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
    case "change": {
      const ofFabric = event.fabric ? [keys.ofFabric(event.fabric)] : [];
      const ofChange = [event.change, event.id].filter((name) => name !== undefined).map(keys.ofChange);
      return [keys.changes, ...ofChange, keys.fabrics, ...ofFabric, keys.runs];
    }
    case "drafts":
      return [keys.changes, keys.ofChange(event.change), keys.fabrics, keys.ofFabric(event.fabric)];
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
