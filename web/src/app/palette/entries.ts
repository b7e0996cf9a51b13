/** What the palette offers for what was typed. Pure. */
import type { Found, Me } from "~/api/types";
import type { IconName } from "~/components/Icon";
import { PLACES, resourceHref } from "../navigation";

export interface Entry {
  id: string;
  icon: IconName;
  label: string;
  detail?: string;
  group: "Go to" | "Found" | "Actions";
  /** Where it leads; an action has none. */
  to?: string;
  run?: () => void;
}

const ICONS: Record<Found["what"], IconName> = {
  fabric: "fabrics",
  resource: "file",
  change: "changes",
  conflict: "conflicts",
  run: "activity",
};

/** Where a hit leads. */
export function hrefOf(hit: Found): string {
  const fabric = encodeURIComponent(hit.fabric ?? "");
  switch (hit.what) {
    case "fabric":
      return `/fabrics/${encodeURIComponent(hit.name ?? hit.fabric ?? hit.label)}`;
    case "resource":
      return hit.kind && hit.name
        ? resourceHref(hit.fabric ?? "", { kind: hit.kind, namespace: hit.namespace ?? "", name: hit.name })
        : `/fabrics/${fabric}`;
    case "change":
      return `/changes/${encodeURIComponent(String(hit.id ?? hit.name ?? hit.label))}`;
    case "conflict":
      return `/conflicts/${hit.id ?? ""}`;
    case "run":
      return `/runs/${hit.id ?? ""}`;
  }
}

/** Every typed word must stand in it. */
function holds(text: string, typed: string): boolean {
  const lower = text.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}

export function entries(typed: string, me: Me | undefined, hits: readonly Found[], actions: readonly Entry[]): Entry[] {
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
    detail: [hit.what, hit.fabric, hit.detail].filter(Boolean).join(" · "),
    group: "Found",
    to: hrefOf(hit),
  }));
  const offered = [...places, ...actions].filter((entry) => holds(`${entry.label} ${entry.detail ?? ""}`, typed));
  return typed.trim() === "" ? offered : [...found, ...offered];
}
