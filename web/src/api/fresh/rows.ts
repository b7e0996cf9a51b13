/**
 * The rows of a fabric's list that news name: they are asked for by name and put into the list that is there, so that a list is
 * loaded once. One request after another for each fabric, so that a later answer never gives way to an earlier one.
 */
import type { QueryClient } from "@tanstack/react-query";
import { eventName } from "~/lib/resourceName";
import { answer, client } from "../client";
import { keys } from "../keys";
import type { LastCommit, ResourceView } from "../types";

/** How many names go into one request: their address stays short enough for any proxy. */
const BATCH = 50;

/** Who touched each file last, by path. */
export type LastCommits = Readonly<Record<string, LastCommit>>;

async function fetchRows(fabric: string, names: readonly string[], changed: boolean): Promise<ResourceView[]> {
  const rows: ResourceView[] = [];
  for (let at = 0; at < names.length; at += BATCH) {
    const query = {
      names: names.slice(at, at + BATCH).join(","),
      limit: 5000,
      added: true,
      ...(changed ? { changed } : {}),
    };
    const page = await answer(
      client.GET("/api/v1/fabrics/{fabric}/resources", { params: { path: { fabric }, query } }),
    );
    rows.push(...page.items);
  }
  return rows;
}

const idOf = ({ kind, name, namespace, group }: ResourceView) => JSON.stringify([kind, name, namespace, group]);

/** A list with what was answered for some names: those rows as they are now, and without those that are gone. Pure. */
export function withRows(
  list: readonly ResourceView[],
  names: readonly string[],
  fresh: readonly ResourceView[],
): ResourceView[] {
  const asked = new Set(names);
  const now = new Map(fresh.map((row) => [idOf(row), row]));
  const rows = list.flatMap((row) => {
    const found = now.get(idOf(row));
    now.delete(idOf(row));
    if (found) return [found];
    return asked.has(eventName(row)) ? [] : [row];
  });
  if (now.size === 0) return rows;
  return [...rows, ...now.values()].sort(
    (a, b) =>
      order(a.kind, b.kind) || order(a.name, b.name) || order(a.namespace, b.namespace) || order(a.group, b.group),
  );
}

/** The server's order. */
function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Who touched the files of these rows last, put to what is known. Pure. */
export function withCommits(known: LastCommits, fresh: readonly ResourceView[]): LastCommits {
  const told = fresh.flatMap(({ path, changed }) => (path && changed ? [[path, changed] as const] : []));
  return told.length === 0 ? known : { ...known, ...Object.fromEntries(told) };
}

export class RowRefresher {
  private readonly waiting = new Map<string, Set<string>>();
  private readonly running = new Set<string>();

  constructor(private readonly queries: QueryClient) {}

  /** Some rows of a fabric's list are old. */
  add(fabric: string, names: readonly string[]): void {
    const waiting = this.waiting.get(fabric) ?? new Set();
    for (const name of names) waiting.add(name);
    this.waiting.set(fabric, waiting);
    if (this.running.has(fabric)) return;
    this.running.add(fabric);
    void this.run(fabric).finally(() => this.running.delete(fabric));
  }

  private async run(fabric: string): Promise<void> {
    for (;;) {
      const names = [...(this.waiting.get(fabric) ?? [])];
      this.waiting.delete(fabric);
      if (names.length === 0) return;
      await this.refresh(fabric, names);
    }
  }

  private async refresh(fabric: string, names: readonly string[]): Promise<void> {
    const queryKey = keys.resources(fabric);
    const list = this.queries.getQueryCache().find<ResourceView[]>({ queryKey, exact: true });
    if (!list) return;
    // a list that is on its way may be older than the news
    if (list.state.fetchStatus === "fetching") await list.promise?.catch(() => undefined);
    // of one that failed, what is shown grows old like all others: the first rows, or those of before
    if (list.state.status === "error") return this.queries.invalidateQueries({ queryKey, exact: true });
    // one that is to be loaded whole again needs no patch
    if (list.state.data === undefined || list.state.isInvalidated) return;
    const loaded = list.state.dataUpdatedAt;
    const commits = keys.lastCommits(fabric);
    const isChangedKnown = this.queries.getQueryData(commits) !== undefined;
    try {
      const fresh = await fetchRows(fabric, names, isChangedKnown);
      // loaded whole meanwhile, and so later than the news
      if (list.state.dataUpdatedAt !== loaded || list.state.isInvalidated) return;
      this.queries.setQueryData<ResourceView[]>(queryKey, (rows) => rows && withRows(rows, names, fresh));
      this.queries.setQueryData<LastCommits>(commits, (known) => known && withCommits(known, fresh));
    } catch {
      // the list itself then says what is wrong
      await this.queries.invalidateQueries({ queryKey, exact: true });
    }
  }
}
