/** What the server tells while it happens, and what each of it makes old. Pure. */

import type { Old } from "~/api/fresh/old";
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
export function madeOld(event: LiveEvent): Old | "everything" {
  switch (event.event) {
    case "reset":
    case "lagged":
      return "everything";
    case "hello":
    case "progress":
      return {};
    case "ingested": {
      // Git's news may reach any page of the fabric: what refers to what, its files, its kinds. Only the list is told apart
      const others = [
        keys.ofFabric(event.fabric),
        keys.changes,
        ["change"],
        keys.runs,
        keys.repositories,
        keys.drift(event.fabric),
      ];
      return withResources(event, others);
    }
    case "carried":
      // nothing of them changed but the commit that pages name
      return { keys: [keys.fabrics, ...event.fabrics.map(keys.fabric)] };
    case "change":
      return withResources(event, [keys.changes, ...ofChange(event), keys.runs]);
    case "drafts":
      return withResources(event, [keys.changes, ...ofChange(event)]);
    case "conflicts":
      return withResources(event, [keys.conflicts, keys.changes, ["change"]]);
    case "cluster":
      // what its cluster has, how that stands to Git, or whether it is known
      // a published change says how far it is there
      return withResources(event, [keys.drift(event.fabric), keys.clusters, ["change"]]);
    case "undone":
      return withResources(event, [keys.drift(event.fabric)]);
    case "run":
      return { keys: [keys.runs] };
    case "fabric":
      // its settings say what is valid; its policy, or that of its repository, may be another
      return {
        keys: [
          keys.fabrics,
          keys.ofFabric(event.fabric),
          keys.policy(event.fabric),
          keys.drift(event.fabric),
          keys.clusters,
          // they go with the fabric
          keys.filters,
          ...listsOf(event.fabric),
        ],
      };
    case "filters":
      return { keys: [keys.filters] };
    case "repository":
      return { keys: [keys.repositories, keys.credentials, keys.fabrics] };
  }
}

interface Naming {
  fabric: string;
  resources: string[];
  more: boolean;
}

/** The fabric and the resources that an event names; the whole list of them where it does not name all. */
function withResources({ fabric, resources, more }: Naming, others: QueryKey[]): Old {
  if (more) return { keys: [...others, ...listsOf(fabric), keys.resourcesOf(fabric)], fabric };
  return { keys: others, fabric, resources: { fabric, names: resources } };
}

function listsOf(fabric: string): QueryKey[] {
  return [keys.resources(fabric), keys.lastCommits(fabric)];
}

/** A change may be asked for by its name or by its id. */
function ofChange({ change, id }: { change: string; id: string }): QueryKey[] {
  return [keys.ofChange(change), keys.ofChange(id)];
}

/** An event of the stream; nothing for one that this application is too old to know. */
export function parseEvent(name: string | undefined, data: string): LiveEvent | undefined {
  const known: LiveEvent["event"][] = [
    "hello",
    "reset",
    "lagged",
    "progress",
    "ingested",
    "carried",
    "change",
    "drafts",
    "conflicts",
    "cluster",
    "undone",
    "run",
    "fabric",
    "filters",
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
