/**
 * What became old, by an act of one's own or by news, is gathered over a moment and asked for once: the answer to an act and the
 * news of it come together.
 */
import type { QueryClient } from "@tanstack/react-query";
import { eventName } from "~/lib/resourceName";
import type { QueryKey } from "../keys";
import { refreshFabric } from "./fabric";
import { RowRefresher } from "./rows";

/** Events come in bursts. */
const GATHER_MS = 120;

/** Resources of one fabric, as events name them. */
export interface NamedResources {
  fabric: string;
  names: readonly string[];
}

/** Queries that must be asked anew; a fabric, in the list too; and resources: their rows in lists, and what is known of each. */
export interface Old {
  keys?: readonly QueryKey[];
  fabric?: string;
  resources?: NamedResources;
}

class Gatherer {
  private readonly keys = new Map<string, QueryKey>();
  private readonly fabrics = new Set<string>();
  private readonly resources = new Map<string, Set<string>>();
  private readonly rows: RowRefresher;
  private isEverything = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly queries: QueryClient) {
    this.rows = new RowRefresher(queries);
  }

  add(old: Old | "everything"): void {
    if (old === "everything") this.isEverything = true;
    else {
      for (const key of old.keys ?? []) this.keys.set(JSON.stringify(key), key);
      if (old.fabric !== undefined) this.fabrics.add(old.fabric);
      if (old.resources) this.named(old.resources);
    }
    if (!this.isEverything && this.keys.size + this.fabrics.size + this.resources.size === 0) return;
    this.timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  private named({ fabric, names }: NamedResources): void {
    if (names.length === 0) return;
    const known = this.resources.get(fabric) ?? new Set();
    for (const name of names) known.add(name);
    this.resources.set(fabric, known);
  }

  private flush(): void {
    this.timer = undefined;
    if (this.isEverything) void this.queries.invalidateQueries();
    else {
      for (const queryKey of this.keys.values()) void this.queries.invalidateQueries({ queryKey });
      for (const fabric of this.fabrics) void refreshFabric(this.queries, fabric);
      for (const [fabric, names] of this.resources) {
        void this.queries.invalidateQueries({ predicate: ({ queryKey }) => isOfOne(queryKey, fabric, names) });
        this.rows.add(fabric, [...names]);
      }
    }
    this.isEverything = false;
    this.keys.clear();
    this.fabrics.clear();
    this.resources.clear();
  }
}

/** Whether a query is of one of these resources (`keys.ofResource`). */
export function isOfOne(queryKey: QueryKey, fabric: string, names: ReadonlySet<string>): boolean {
  const [what, of, part, kind, namespace, name] = queryKey;
  return (
    what === "fabric" &&
    of === fabric &&
    part === "resource" &&
    names.has(eventName({ kind: String(kind), namespace: String(namespace), name: String(name) }))
  );
}

const gatherers = new WeakMap<QueryClient, Gatherer>();

/** Marks what became old; it is asked for anew in a moment, where somebody looks at it. */
export function markOld(queries: QueryClient, old: Old | "everything"): void {
  const gatherer = gatherers.get(queries) ?? new Gatherer(queries);
  gatherers.set(queries, gatherer);
  gatherer.add(old);
}
