/** What a run's summary says, read with care: its form belongs to each kind of run. Pure. */
import type { ChangeView, RunView, SettledChange } from "~/api/types";

export interface PublishedChange {
  change: string;
  id?: string;
  by?: string;
  resources?: number;
}

export interface FabricNews {
  fabric: string;
  /** What was done to how many resources, such as `added`, in the order in which it is told; without zeros. */
  counts: [word: string, many: number][];
  alerts: string[];
}

export interface RunSummary {
  commit?: string;
  /** How many changes went to Git. */
  changes?: number;
  attempts?: number;
  /** What became of the changes that were not brought to Git, those that something stopped first. */
  settled: SettledChange[];
  /** How many of them are not listed. */
  moreSettled: number;
  published: PublishedChange[];
  isRewritten: boolean;
  news: FabricNews[];
  actions: string[];
}

type Fields = Record<string, unknown>;

const COUNTS = ["added", "changed", "deleted", "moved", "commented_out", "unreadable"];

export function summaryOf(run: RunView, changes: readonly ChangeView[] = []): RunSummary {
  const said = fields(run.summary);
  const commit = text(said.commit);
  return {
    commit,
    changes: number(said.changes),
    attempts: number(said.attempts),
    settled: run.settled ?? [],
    moreSettled: run.more_settled ?? 0,
    published: publishedBy(run, commit, changes),
    isRewritten: said.rewritten === true,
    news: Object.entries(fields(said.fabrics)).map(([fabric, counts]) => fabricNews(fabric, fields(counts))),
    actions: list(said.actions).filter((action) => typeof action === "string"),
  };
}

/** The changes that name the run or its commit: the run does not name them. */
function publishedBy(run: RunView, commit: string | undefined, changes: readonly ChangeView[]): PublishedChange[] {
  if (run.kind !== "publish") return [];
  return changes
    .filter((change) => change.state === "published" && (change.run === run.id || (commit && change.commit === commit)))
    .map(({ change, id, published_by, drafts }) => ({
      change,
      id,
      by: published_by?.name,
      resources: drafts.length || undefined,
    }));
}

function fabricNews(fabric: string, said: Fields): FabricNews {
  const counts = COUNTS.map((word): [string, number] => [word.replace("_", " "), number(said[word]) ?? 0]);
  return {
    fabric,
    counts: counts.filter(([, many]) => many > 0),
    alerts: list(said.alerts).filter((alert) => typeof alert === "string"),
  };
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
