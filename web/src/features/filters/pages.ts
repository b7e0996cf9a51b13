/** The lists whose filters can be saved, and the address of each with a filter. Pure. */
import type { ListOf } from "~/api/queries/filters";
import type { FilterView } from "~/api/types";

type Page = FilterView["page"];

/** What of the address makes up a list's filter; as the server keeps it. */
const PARAMETERS: Record<Page, readonly string[]> = {
  resources: ["q"],
  "fabric-drift": ["q"],
  rules: ["q"],
  fabrics: ["q"],
  changes: ["q", "fabric", "state"],
  conflicts: ["q", "fabric", "change", "state", "kind", "sort", "assignee"],
  drift: ["q", "by", "fabric"],
  activity: ["fabric", "kind"],
  repositories: ["q"],
  clusters: ["q"],
  people: ["q"],
  audit: ["action", "actor", "fabric", "outcome", "subject", "since", "until"],
};

/** The tab of a fabric's page that a list is. */
const TABS: Partial<Record<Page, string>> = { "fabric-drift": "drift", rules: "rules" };

const LABELS: Record<Page, string> = {
  resources: "resources",
  "fabric-drift": "drift",
  rules: "rules",
  fabrics: "fabrics",
  changes: "changes",
  conflicts: "conflicts",
  drift: "drift",
  activity: "activity",
  repositories: "repositories",
  clusters: "clusters",
  people: "people",
  audit: "audit",
};

export type Query = Record<string, string>;

/** `resources of env`. */
export function listWords({ page, fabric }: { page: Page; fabric?: string | null | undefined }): string {
  return fabric ? `${LABELS[page]} of ${fabric}` : LABELS[page];
}

/** Of an address what filters the list. */
export function queryIn(page: Page, search: Record<string, unknown>): Query {
  const set = PARAMETERS[page].map((name) => [name, search[name]] as const);
  return Object.fromEntries(set.filter((one): one is [string, string] => typeof one[1] === "string" && one[1] !== ""));
}

/** The search of an address with another filter: what filters nothing, such as the tab, stays. */
export function withQuery(page: Page, search: Record<string, unknown>, query: Query): Record<string, unknown> {
  const others = Object.entries(search).filter(([name]) => !PARAMETERS[page].includes(name));
  return { ...Object.fromEntries(others), ...query };
}

/** Whether two filters say the same. */
export function isSameQuery(a: Query, b: Query): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
}

/** Where a saved filter leads. */
export function hrefOfFilter({ page, fabric, query }: Pick<FilterView, "page" | "fabric" | "query">): string {
  const tab = TABS[page];
  const search = new URLSearchParams({ ...(tab ? { tab } : {}), ...query });
  const path = fabric ? `/fabrics/${encodeURIComponent(fabric)}` : `/${page}`;
  return `${path}?${search.toString()}`;
}

/** What a filter says, in one line. */
export function queryWords(query: Query): string {
  return Object.entries(query)
    .sort(([a], [b]) => Number(b === "q") - Number(a === "q"))
    .map(([name, value]) => (name === "q" ? value : `${name} ${value}`))
    .join(" · ");
}

/** Those of a list: one's own, and the shared ones, each by name. */
export function filtersOf(all: readonly FilterView[], { page, fabric }: ListOf) {
  const here = all
    .filter((one) => one.page === page && (one.fabric ?? undefined) === fabric)
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  return { own: here.filter(({ shared }) => !shared), shared: here.filter(({ shared }) => shared) };
}

/** Why this cannot be the name of a filter; nothing where it can. */
export function filterNameProblem(name: string): string | undefined {
  if (name.trim() === "") return "The filter needs a name.";
  return name.trim().length > 100 ? "A filter's name has at most 100 characters." : undefined;
}
