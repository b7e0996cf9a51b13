/** What the palette offers for what was typed. Pure. */
import type { FilterView, Found, Me } from "~/api/types";
import type { IconName } from "~/components/Icon";
import { hrefOfFilter, listWords, queryWords } from "~/features/filters/pages";
import { PLACES, resourceHref } from "../navigation";

export interface Entry {
  id: string;
  icon: IconName;
  label: string;
  /** What sort of thing, and in which fabric. */
  where?: string;
  /** A few words more: which field has what was typed. */
  detail?: string;
  group: "Go to" | "Found" | "Saved filters" | "Actions";
  /** Where it leads; an action has none. */
  to?: string;
  run?: () => void;
  /** What was found, for the actions on it. */
  hit?: Found;
}

const ICONS: Record<Found["what"], IconName> = {
  fabric: "fabrics",
  resource: "file",
  change: "changes",
  conflict: "conflicts",
  run: "activity",
  person: "people",
};

/** Where a hit leads: of a resource, to the field that has what was typed. */
export function hrefOf(hit: Found): string {
  const fabric = encodeURIComponent(hit.fabric ?? "");
  switch (hit.what) {
    case "fabric":
      return `/fabrics/${encodeURIComponent(hit.name ?? hit.fabric ?? hit.label)}`;
    case "resource": {
      if (!hit.kind || !hit.name) return `/fabrics/${fabric}`;
      const page = resourceHref(hit.fabric ?? "", {
        kind: hit.kind,
        namespace: hit.namespace ?? "",
        name: hit.name,
      });
      return hit.field ? `${page}?field=${encodeURIComponent(hit.field)}` : page;
    }
    case "change":
      return `/changes/${encodeURIComponent(String(hit.id ?? hit.name ?? hit.label))}`;
    case "conflict":
      return `/conflicts/${hit.id ?? ""}`;
    case "run":
      return `/runs/${hit.id ?? ""}`;
    case "person":
      return `/people?person=${encodeURIComponent(hit.name ?? "")}`;
  }
}

/** How many saved filters are offered. */
const MOST_FILTERS = 5;

/** Every typed word must stand in it. */
export function holds(text: string, typed: string): boolean {
  const lower = text.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}

export function entries(
  typed: string,
  me: Me | undefined,
  hits: readonly Found[],
  actions: readonly Entry[],
  filters: readonly FilterView[] = [],
  /** What can be made. */
  made: readonly Entry[] = [],
): Entry[] {
  const places: Entry[] = PLACES.filter((place) => place.isVisible(me)).map((place) => ({
    id: `place:${place.to}`,
    icon: place.icon,
    label: place.label,
    group: "Go to",
    to: place.to,
  }));
  const found: Entry[] = hits.map((hit, at) => ({
    id: `hit:${hit.what}:${hit.fabric ?? ""}:${hit.label}:${hit.id ?? at}`,
    icon: ICONS[hit.what],
    label: hit.label,
    where: hit.what === "fabric" ? hit.what : [hit.what, hit.fabric].filter(Boolean).join(" · "),
    detail: hit.detail ?? undefined,
    group: "Found",
    to: hrefOf(hit),
    hit,
  }));
  const offered = [...places, ...actions].filter((entry) => holds(entry.label, typed));
  if (typed.trim() === "") return offered;
  const saved: Entry[] = filters
    .filter(({ name }) => holds(name, typed))
    .slice(0, MOST_FILTERS)
    .map((one) => ({
      id: `filter:${one.id}`,
      icon: "search",
      label: one.name,
      where: `filter · ${listWords(one)}`,
      detail: queryWords(one.query),
      group: "Saved filters",
      to: hrefOfFilter(one),
    }));
  return [...found, ...saved, ...made, ...offered];
}
